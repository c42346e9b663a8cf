package io.penstock.services.events.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.common.Await;
import io.penstock.services.events.connection.Auth;
import io.penstock.services.events.connection.AuthShapes;
import io.penstock.services.events.connection.ConnectionDefinition;
import io.penstock.services.events.connection.ConnectionDefinition.State;
import io.penstock.services.events.connection.Outside;
import io.penstock.services.events.resource.ResourceCommand;
import io.penstock.services.events.resource.ResourceReply;
import io.penstock.services.events.rules.ConnectionFaults;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.services.events.rules.EventsLimits;
import io.penstock.wire.CallContext;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.Connection;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionResponse;
import software.amazon.awssdk.services.eventbridge.model.DeauthorizeConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.DeauthorizeConnectionResponse;
import software.amazon.awssdk.services.eventbridge.model.DeleteConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteConnectionResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeConnectionResponse;
import software.amazon.awssdk.services.eventbridge.model.ListConnectionsRequest;
import software.amazon.awssdk.services.eventbridge.model.ListConnectionsResponse;
import software.amazon.awssdk.services.eventbridge.model.UpdateConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateConnectionResponse;

/** The operations on connections. */
final class Connections {

    private static final String OAUTH = "OAUTH_CLIENT_CREDENTIALS";

    private final Environment environment;
    private final Outside outside;

    Connections(Environment environment) {
        this.environment = environment;
        this.outside = environment.outside();
    }

    static String key(CallContext call, String name) {
        return Arn.of("events", call.region(), call.account(), "connection/" + name)
                .toString();
    }

    private ResourceReply submit(String key, ResourceCommand command) throws InterruptedException {
        return Await.reply(outside.connections().submit(key, command));
    }

    private UUID uuid() {
        return new UUID(environment.random().nextLong(), environment.random().nextLong());
    }

    /** What belongs to the type is there, and nothing else. */
    private static void check(String type, Auth auth) {
        boolean fits = switch (type) {
            case "BASIC" -> auth.basic() != null && auth.apiKey() == null && auth.oauth() == null;
            case "API_KEY" -> auth.basic() == null && auth.apiKey() != null && auth.oauth() == null;
            case OAUTH -> auth.basic() == null && auth.apiKey() == null && auth.oauth() != null;
            default -> false;
        };
        if (!fits) {
            throw EventsFaults.validation(
                    "Parameter AuthParameters is not valid. Reason: it must hold the parameters of the authorization type "
                            + type + " and no others.");
        }
        Auth.OAuth oauth = auth.oauth();
        if (oauth != null) {
            Urls.check("AuthorizationEndpoint", oauth.endpoint());
        }
    }

    private static State first(String type) {
        return type.equals(OAUTH) ? State.AUTHORIZING : State.AUTHORIZED;
    }

    private void checkKey() {
        if (!outside.secrets().isAvailable()) {
            throw EventsFaults.validation(
                    "Connections are not available: their secrets cannot be encrypted, because the setting events.secret-key is not set. Set it, to the same on every node.");
        }
    }

    CreateConnectionResponse create(CallContext call, CreateConnectionRequest request) throws InterruptedException {
        if (request.kmsKeyIdentifier() != null
                || request.invocationConnectivityParameters() != null
                || request.authParameters().connectivityParameters() != null) {
            throw EventsFaults.unavailable("KmsKeyIdentifier or a parameter of connectivity");
        }
        checkKey();
        Auth auth = AuthShapes.of(request.authParameters());
        String type = request.authorizationTypeAsString();
        check(type, auth);
        String key = key(call, request.name());
        if (outside.connections().all().stream()
                        .filter(each -> each.arn().startsWith(key(call, "")))
                        .count()
                >= EventsLimits.CONNECTIONS) {
            throw EventsFaults.LIMIT.with();
        }
        String arn = key + "/" + uuid();
        long now = environment.clock().millis();
        ConnectionDefinition made = new ConnectionDefinition(
                arn,
                request.name(),
                request.description(),
                type,
                first(type),
                null,
                auth.masked(),
                outside.secrets().seal(arn, auth),
                now,
                now,
                type.equals(OAUTH) ? 0 : now);
        if (submit(key, new ResourceCommand.Create(outside.connections().text(made)))
                instanceof ResourceReply.Conflict) {
            throw ConnectionFaults.connectionExists(request.name());
        }
        return CreateConnectionResponse.builder()
                .connectionArn(arn)
                .connectionState(made.state().name())
                .creationTime(Instant.ofEpochMilli(now))
                .lastModifiedTime(Instant.ofEpochMilli(now))
                .build();
    }

    /** One that is there, and its version. */
    private record Found(ConnectionDefinition connection, long version) {}

    private Found found(CallContext call, String name) throws InterruptedException {
        if (submit(key(call, name), new ResourceCommand.Get())
                instanceof ResourceReply.There(String text, long version)) {
            return new Found(outside.connections().value(text), version);
        }
        throw ConnectionFaults.noConnection(name);
    }

    private void replace(CallContext call, ConnectionDefinition next, long version) throws InterruptedException {
        if (submit(
                        key(call, next.name()),
                        new ResourceCommand.Replace(outside.connections().text(next), version))
                instanceof ResourceReply.Conflict) {
            throw ConnectionFaults.changed(next.name());
        }
    }

    UpdateConnectionResponse update(CallContext call, UpdateConnectionRequest request) throws InterruptedException {
        if (request.invocationConnectivityParameters() != null) {
            throw EventsFaults.unavailable("InvocationConnectivityParameters");
        }
        checkKey();
        Found found = found(call, request.name());
        ConnectionDefinition before = found.connection();
        String type =
                request.authorizationType() == null ? before.authorization() : request.authorizationTypeAsString();
        Auth auth = new Auth(null, null, null, null);
        if (before.sealed() != null) {
            auth = outside.secrets()
                    .open(before.arn(), before.sealed())
                    .orElseThrow(
                            () -> EventsFaults.validation(
                                    "The key that the secrets of the connection were encrypted with is not among events.secret-key and events.old-secret-keys."));
        }
        if (!type.equals(before.authorization())) {
            auth = new Auth(null, null, null, auth.invocation());
        }
        if (request.authParameters() != null) {
            auth = AuthShapes.with(auth, request.authParameters());
        }
        check(type, auth);
        long now = environment.clock().millis();
        ConnectionDefinition next = new ConnectionDefinition(
                before.arn(),
                before.name(),
                request.description() == null ? before.description() : request.description(),
                type,
                first(type),
                null,
                auth.masked(),
                outside.secrets().seal(before.arn(), auth),
                before.created(),
                now,
                type.equals(OAUTH) ? before.authorized() : now);
        replace(call, next, found.version());
        return UpdateConnectionResponse.builder()
                .connectionArn(next.arn())
                .connectionState(next.state().name())
                .creationTime(Instant.ofEpochMilli(next.created()))
                .lastModifiedTime(Instant.ofEpochMilli(now))
                .lastAuthorizedTime(time(next.authorized()))
                .build();
    }

    private static @Nullable Instant time(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    DescribeConnectionResponse describe(CallContext call, DescribeConnectionRequest request)
            throws InterruptedException {
        ConnectionDefinition connection = found(call, request.name()).connection();
        return DescribeConnectionResponse.builder()
                .connectionArn(connection.arn())
                .name(connection.name())
                .description(connection.description())
                .connectionState(connection.state().name())
                .stateReason(connection.reason())
                .authorizationType(connection.authorization())
                .authParameters(AuthShapes.shown(connection.shown()))
                .creationTime(Instant.ofEpochMilli(connection.created()))
                .lastModifiedTime(Instant.ofEpochMilli(connection.modified()))
                .lastAuthorizedTime(time(connection.authorized()))
                .build();
    }

    ListConnectionsResponse list(CallContext call, ListConnectionsRequest request) {
        String prefix = key(call, request.namePrefix() == null ? "" : request.namePrefix());
        Page<ConnectionDefinition> page = Page.of(
                outside.connections().all().stream()
                        .filter(each -> each.arn().startsWith(prefix))
                        .filter(each -> request.connectionState() == null
                                || request.connectionStateAsString()
                                        .equals(each.state().name()))
                        .toList(),
                ConnectionDefinition::name,
                request.nextToken(),
                request.limit());
        return ListConnectionsResponse.builder()
                .connections(page.items().stream()
                        .map(each -> Connection.builder()
                                .connectionArn(each.arn())
                                .name(each.name())
                                .connectionState(each.state().name())
                                .stateReason(each.reason())
                                .authorizationType(each.authorization())
                                .creationTime(Instant.ofEpochMilli(each.created()))
                                .lastModifiedTime(Instant.ofEpochMilli(each.modified()))
                                .lastAuthorizedTime(time(each.authorized()))
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    DeauthorizeConnectionResponse deauthorize(CallContext call, DeauthorizeConnectionRequest request)
            throws InterruptedException {
        Found found = found(call, request.name());
        ConnectionDefinition next =
                found.connection().deauthorized(environment.clock().millis());
        replace(call, next, found.version());
        return DeauthorizeConnectionResponse.builder()
                .connectionArn(next.arn())
                .connectionState(next.state().name())
                .creationTime(Instant.ofEpochMilli(next.created()))
                .lastModifiedTime(Instant.ofEpochMilli(next.modified()))
                .lastAuthorizedTime(time(next.authorized()))
                .build();
    }

    DeleteConnectionResponse delete(CallContext call, DeleteConnectionRequest request) throws InterruptedException {
        ConnectionDefinition connection = found(call, request.name()).connection();
        submit(key(call, request.name()), new ResourceCommand.Delete());
        return DeleteConnectionResponse.builder()
                .connectionArn(connection.arn())
                .connectionState("DELETING")
                .creationTime(Instant.ofEpochMilli(connection.created()))
                .lastModifiedTime(Instant.ofEpochMilli(connection.modified()))
                .lastAuthorizedTime(time(connection.authorized()))
                .build();
    }
}
