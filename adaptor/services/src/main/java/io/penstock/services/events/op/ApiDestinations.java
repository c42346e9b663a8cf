package io.penstock.services.events.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.common.Await;
import io.penstock.services.events.connection.ConnectionDefinition;
import io.penstock.services.events.connection.ConnectionDefinition.State;
import io.penstock.services.events.connection.DestinationDefinition;
import io.penstock.services.events.connection.Outside;
import io.penstock.services.events.resource.ResourceCommand;
import io.penstock.services.events.resource.ResourceReply;
import io.penstock.services.events.rules.ConnectionFaults;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.services.events.rules.EventsLimits;
import io.penstock.wire.CallContext;
import java.time.Instant;
import java.util.UUID;
import software.amazon.awssdk.services.eventbridge.model.ApiDestination;
import software.amazon.awssdk.services.eventbridge.model.ApiDestinationState;
import software.amazon.awssdk.services.eventbridge.model.CreateApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateApiDestinationResponse;
import software.amazon.awssdk.services.eventbridge.model.DeleteApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteApiDestinationResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeApiDestinationResponse;
import software.amazon.awssdk.services.eventbridge.model.ListApiDestinationsRequest;
import software.amazon.awssdk.services.eventbridge.model.ListApiDestinationsResponse;
import software.amazon.awssdk.services.eventbridge.model.UpdateApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateApiDestinationResponse;

/** The operations on API destinations. */
final class ApiDestinations {

    private final Environment environment;
    private final Outside outside;

    ApiDestinations(Environment environment) {
        this.environment = environment;
        this.outside = environment.outside();
    }

    private static String key(CallContext call, String name) {
        return Arn.of("events", call.region(), call.account(), "api-destination/" + name)
                .toString();
    }

    private ResourceReply submit(String key, ResourceCommand command) throws InterruptedException {
        return Await.reply(outside.destinations().submit(key, command));
    }

    private void checkConnection(CallContext call, String arn) throws InterruptedException {
        boolean own = arn.startsWith(Connections.key(call, "")) && arn.indexOf('/') < arn.lastIndexOf('/');
        boolean there = own
                && Await.reply(outside.connections().submit(ConnectionDefinition.key(arn), new ResourceCommand.Get()))
                        instanceof ResourceReply.There(String text, long _)
                && outside.connections().value(text).arn().equals(arn);
        if (!there) {
            throw ConnectionFaults.noSuchConnection(arn);
        }
    }

    /** As its connection is. */
    private ApiDestinationState state(DestinationDefinition destination) {
        return outside.connections()
                .find(ConnectionDefinition.key(destination.connection()))
                .filter(found -> found.arn().equals(destination.connection()) && found.state() == State.AUTHORIZED)
                .map(found -> ApiDestinationState.ACTIVE)
                .orElse(ApiDestinationState.INACTIVE);
    }

    CreateApiDestinationResponse create(CallContext call, CreateApiDestinationRequest request)
            throws InterruptedException {
        Urls.check("InvocationEndpoint", request.invocationEndpoint());
        checkConnection(call, request.connectionArn());
        String key = key(call, request.name());
        if (outside.destinations().all().stream()
                        .filter(each -> each.arn().startsWith(key(call, "")))
                        .count()
                >= EventsLimits.DESTINATIONS) {
            throw EventsFaults.LIMIT.with();
        }
        long now = environment.clock().millis();
        UUID uuid =
                new UUID(environment.random().nextLong(), environment.random().nextLong());
        DestinationDefinition made = new DestinationDefinition(
                key + "/" + uuid,
                request.name(),
                request.description(),
                request.connectionArn(),
                request.invocationEndpoint(),
                request.httpMethodAsString(),
                request.invocationRateLimitPerSecond() == null
                        ? DestinationDefinition.PER_SECOND
                        : request.invocationRateLimitPerSecond(),
                now,
                now);
        if (submit(key, new ResourceCommand.Create(outside.destinations().text(made)))
                instanceof ResourceReply.Conflict) {
            throw ConnectionFaults.destinationExists(request.name());
        }
        return CreateApiDestinationResponse.builder()
                .apiDestinationArn(made.arn())
                .apiDestinationState(state(made))
                .creationTime(Instant.ofEpochMilli(now))
                .lastModifiedTime(Instant.ofEpochMilli(now))
                .build();
    }

    UpdateApiDestinationResponse update(CallContext call, UpdateApiDestinationRequest request)
            throws InterruptedException {
        if (request.invocationEndpoint() != null) {
            Urls.check("InvocationEndpoint", request.invocationEndpoint());
        }
        if (request.connectionArn() != null) {
            checkConnection(call, request.connectionArn());
        }
        String key = key(call, request.name());
        if (!(submit(key, new ResourceCommand.Get()) instanceof ResourceReply.There(String text, long version))) {
            throw ConnectionFaults.noDestination(request.name());
        }
        DestinationDefinition before = outside.destinations().value(text);
        DestinationDefinition next = new DestinationDefinition(
                before.arn(),
                before.name(),
                request.description() == null ? before.description() : request.description(),
                request.connectionArn() == null ? before.connection() : request.connectionArn(),
                request.invocationEndpoint() == null ? before.url() : request.invocationEndpoint(),
                request.httpMethod() == null ? before.method() : request.httpMethodAsString(),
                request.invocationRateLimitPerSecond() == null
                        ? before.perSecond()
                        : request.invocationRateLimitPerSecond(),
                before.created(),
                environment.clock().millis());
        if (submit(key, new ResourceCommand.Replace(outside.destinations().text(next), version))
                instanceof ResourceReply.Conflict) {
            throw ConnectionFaults.changed(request.name());
        }
        return UpdateApiDestinationResponse.builder()
                .apiDestinationArn(next.arn())
                .apiDestinationState(state(next))
                .creationTime(Instant.ofEpochMilli(next.created()))
                .lastModifiedTime(Instant.ofEpochMilli(next.modified()))
                .build();
    }

    DescribeApiDestinationResponse describe(CallContext call, DescribeApiDestinationRequest request)
            throws InterruptedException {
        if (!(submit(key(call, request.name()), new ResourceCommand.Get())
                instanceof ResourceReply.There(String text, long _))) {
            throw ConnectionFaults.noDestination(request.name());
        }
        DestinationDefinition found = outside.destinations().value(text);
        return DescribeApiDestinationResponse.builder()
                .apiDestinationArn(found.arn())
                .name(found.name())
                .description(found.description())
                .apiDestinationState(state(found))
                .connectionArn(found.connection())
                .invocationEndpoint(found.url())
                .httpMethod(found.method())
                .invocationRateLimitPerSecond(found.perSecond())
                .creationTime(Instant.ofEpochMilli(found.created()))
                .lastModifiedTime(Instant.ofEpochMilli(found.modified()))
                .build();
    }

    ListApiDestinationsResponse list(CallContext call, ListApiDestinationsRequest request) {
        String prefix = key(call, request.namePrefix() == null ? "" : request.namePrefix());
        Page<DestinationDefinition> page = Page.of(
                outside.destinations().all().stream()
                        .filter(each -> each.arn().startsWith(prefix))
                        .filter(each -> request.connectionArn() == null
                                || request.connectionArn().equals(each.connection()))
                        .toList(),
                DestinationDefinition::name,
                request.nextToken(),
                request.limit());
        return ListApiDestinationsResponse.builder()
                .apiDestinations(page.items().stream()
                        .map(each -> ApiDestination.builder()
                                .apiDestinationArn(each.arn())
                                .name(each.name())
                                .apiDestinationState(state(each))
                                .connectionArn(each.connection())
                                .invocationEndpoint(each.url())
                                .httpMethod(each.method())
                                .invocationRateLimitPerSecond(each.perSecond())
                                .creationTime(Instant.ofEpochMilli(each.created()))
                                .lastModifiedTime(Instant.ofEpochMilli(each.modified()))
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    DeleteApiDestinationResponse delete(CallContext call, DeleteApiDestinationRequest request)
            throws InterruptedException {
        String key = key(call, request.name());
        if (!(submit(key, new ResourceCommand.Get()) instanceof ResourceReply.There)) {
            throw ConnectionFaults.noDestination(request.name());
        }
        submit(key, new ResourceCommand.Delete());
        return DeleteApiDestinationResponse.builder().build();
    }
}
