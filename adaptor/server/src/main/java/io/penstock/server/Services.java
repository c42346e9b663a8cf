package io.penstock.server;

import io.penstock.kernel.delivery.DeliveryLog;
import io.penstock.log.Cluster;
import io.penstock.server.introspect.SqsMessages;
import io.penstock.server.settings.Settings;
import io.penstock.server.settings.SmtpSettings;
import io.penstock.services.deliveries.Deliveries;
import io.penstock.services.deliveries.work.DeadLetterQueues;
import io.penstock.services.deliveries.work.Endpoints;
import io.penstock.services.deliveries.work.HttpEndpoint;
import io.penstock.services.deliveries.work.Invocations;
import io.penstock.services.deliveries.work.ServiceCalls;
import io.penstock.services.deliveries.work.SmtpEndpoint;
import io.penstock.services.deliveries.work.SmtpEndpoint.Login;
import io.penstock.services.deliveries.work.SmtpEndpoint.Relay;
import io.penstock.services.deliveries.work.SmtpEndpoint.Security;
import io.penstock.services.dynamodb.Dynamo;
import io.penstock.services.events.EventBridge;
import io.penstock.services.events.connection.Outside;
import io.penstock.services.events.connection.Secrets;
import io.penstock.services.events.rules.EventsLimits;
import io.penstock.services.events.rules.Matching;
import io.penstock.services.kinesis.Kinesis;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.rules.KinesisSettings;
import io.penstock.services.scheduler.Scheduler;
import io.penstock.services.scheduler.rules.SchedulerLimits;
import io.penstock.services.sns.Sns;
import io.penstock.services.sns.fifo.Router;
import io.penstock.services.sns.rules.SnsLimits;
import io.penstock.services.sqs.Sqs;
import io.penstock.services.sqs.rules.SqsLimits;
import io.penstock.services.sqs.rules.SqsSettings;
import io.penstock.services.sqs.rules.SqsSettings.UrlStrategy;
import io.penstock.services.sqs.rules.SqsSettings.Urls;
import io.penstock.streams.filter.FilterFaults;
import io.penstock.streams.filter.FilterPolicy;
import io.penstock.streams.filter.FilterScope;
import io.penstock.streams.filter.TopicFilters;
import io.penstock.streams.input.JsonPath;
import io.penstock.streams.pattern.EventPattern;
import io.penstock.streams.pattern.SampleEvent;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireSettings;
import io.penstock.wire.inprocess.JsonCalls;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The services of a node, one line each.
 *
 * @param definitions what is dispatched to
 * @param messages the page that looks into queues
 * @param kinesis counts what goes in and out of streams
 * @param scheduler counts what became of occurrences
 * @param deliveries counts what was given up
 * @param sns tells when there is something to deliver
 * @param events tells when there is something to route
 * @param outside how what is delivered is sent; to be closed
 */
record Services(
        List<ServiceDefinition> definitions,
        SqsMessages messages,
        Kinesis kinesis,
        Scheduler scheduler,
        Deliveries deliveries,
        Sns sns,
        EventBridge events,
        Endpoints outside,
        Outside destinations) {

    /** The names of the services, as endpoints are called. */
    static final List<String> NAMES = List.of("sqs", "kinesis", "dynamodb", "scheduler", "sns", "events");

    /**
     * Makes the services and registers their machines; called before the cluster starts to own shards.
     *
     * @param endpoint under which this server is reached, once it is
     */
    static Services create(
            Settings settings, Cluster cluster, NodeDisk disk, WireSettings wire, Supplier<String> endpoint) {
        Sqs sqs = Sqs.create(
                new Sqs.Ports(
                        cluster.machines(),
                        cluster.records(),
                        cluster.topics(),
                        cluster.catalog(),
                        new Sqs.Chance(wire.clock(), wire.random())),
                sqs(settings));
        Kinesis kinesis = Kinesis.create(
                new Kinesis.Ports(
                        cluster.machines(), cluster.records(), cluster.topics(), cluster.catalog(), wire.clock()),
                kinesis(settings));
        Dynamo dynamo = Dynamo.create(
                new Dynamo.Ports(cluster.machines(), cluster.records(), cluster.topics(), cluster.catalog()),
                new Dynamo.Node(disk.store(), disk.writers(), wire.clock(), wire.random()),
                new Dynamo.Settings(
                        settings.dynamodb().partitions(),
                        settings.dynamodb().writeMemory().bytes(),
                        settings.bootstrapServers().isPresent()));
        List<ServiceDefinition> first = List.of(sqs.definition(), kinesis.definition(), dynamo.definition());
        JsonCalls calls = new JsonCalls(first, wire);
        ServiceCalls called = new ServiceCalls(calls);
        SecureRandom random = new SecureRandom();
        Outside destinations = Outside.create(
                cluster.catalog(),
                cluster.machines(),
                new Secrets(SecretKeys.of(settings, random), random),
                wire.clock());
        HttpEndpoint http = new HttpEndpoint(wire.random());
        Endpoints outside = new Endpoints(
                http,
                new Invocations(http, destinations.calls()),
                relay(settings.smtp()).map(relay -> new SmtpEndpoint(relay, wire.clock())),
                called,
                new DeadLetterQueues(called));
        Deliveries deliveries = Deliveries.create(
                new Deliveries.Ports(
                        cluster.machines(), cluster.records(), cluster.topics(), wire.clock(), wire.random()),
                outside);
        Sns sns = sns(settings, cluster, wire, deliveries, FifoRouter.of(cluster.catalog(), endpoint, wire.clock()));
        EventBridge events = events(settings, cluster, wire, deliveries, destinations);
        calls.add(sns.definition());
        calls.add(events.definition());
        Scheduler scheduler = Scheduler.create(cluster.machines(), calls, scheduler(settings), wire.clock());
        return new Services(
                Stream.concat(first.stream(), Stream.of(scheduler.definition(), sns.definition(), events.definition()))
                        .toList(),
                new SqsMessages(sqs, wire),
                kinesis,
                scheduler,
                deliveries,
                sns,
                events,
                outside,
                destinations);
    }

    private static EventBridge events(
            Settings settings, Cluster cluster, WireSettings wire, DeliveryLog deliveries, Outside destinations) {
        return EventBridge.create(
                new EventBridge.Ports(
                        cluster.machines(),
                        cluster.records(),
                        cluster.topics(),
                        cluster.catalog(),
                        deliveries,
                        destinations),
                new Matching(
                        (pattern, event) -> EventPattern.compile(pattern).matches(SampleEvent.parse(event)),
                        EventPattern::compile,
                        pattern -> EventPattern.compile(pattern).hasWildcards(),
                        path -> JsonPath.parse(path).isPresent(),
                        SampleEvent::isTooLong),
                new EventBridge.Chance(wire.clock(), wire.random()),
                switch (settings.limits()) {
                    case AWS -> EventsLimits.AWS;
                    case RELAXED -> EventsLimits.RELAXED;
                });
    }

    private static Sns sns(
            Settings settings, Cluster cluster, WireSettings wire, DeliveryLog deliveries, Router router) {
        return Sns.create(
                new Sns.Ports(
                        cluster.machines(),
                        cluster.records(),
                        cluster.topics(),
                        cluster.catalog(),
                        new Sns.Outside(deliveries, settings.smtp().host().isPresent())),
                new Sns.Matching(Services::check, TopicFilters::isTooLong, router),
                new Sns.Chance(wire.clock(), wire.random()),
                switch (settings.limits()) {
                    case AWS -> SnsLimits.AWS;
                    case RELAXED -> SnsLimits.RELAXED;
                });
    }

    private static Optional<Relay> relay(SmtpSettings smtp) {
        return smtp.host()
                .map(host -> new Relay(
                        host,
                        smtp.port(),
                        switch (smtp.security()) {
                            case NONE -> Security.NONE;
                            case STARTTLS -> Security.STARTTLS;
                            case TLS -> Security.TLS;
                        },
                        smtp.user().map(user -> new Login(user, smtp.password().orElseThrow())),
                        smtp.sender().orElseThrow()));
    }

    private static void check(String policy, String scope, boolean subscribing) {
        FilterScope known =
                FilterScope.of(scope).orElseThrow(() -> new IllegalStateException("not a checked scope: " + scope));
        FilterPolicy.compile(policy, known, subscribing ? FilterFaults.ON_SUBSCRIBE : FilterFaults.ON_SET);
    }

    private static SchedulerLimits scheduler(Settings settings) {
        return switch (settings.limits()) {
            case AWS -> SchedulerLimits.AWS;
            case RELAXED -> SchedulerLimits.RELAXED;
        };
    }

    private static KinesisSettings kinesis(Settings settings) {
        KinesisLimits limits = switch (settings.limits()) {
            case AWS -> KinesisLimits.AWS;
            case RELAXED -> KinesisLimits.RELAXED;
        };
        return KinesisSettings.DEFAULT
                .with(limits)
                .withCache(settings.kinesis().cacheMemory().bytes());
    }

    private static SqsSettings sqs(Settings settings) {
        SqsLimits limits = switch (settings.limits()) {
            case AWS -> SqsLimits.AWS;
            case RELAXED -> SqsLimits.RELAXED;
        };
        UrlStrategy strategy = switch (settings.sqs().endpointStrategy()) {
            case DYNAMIC -> UrlStrategy.DYNAMIC;
            case STANDARD -> UrlStrategy.STANDARD;
            case DOMAIN -> UrlStrategy.DOMAIN;
            case PATH -> UrlStrategy.PATH;
            case OFF -> UrlStrategy.OFF;
        };
        // The prefix of topics is the log's, for every topic alike.
        return new SqsSettings(
                limits,
                new Urls(strategy, settings.sqs().endpointHost()),
                "",
                settings.sqs().partitions(),
                settings.sqs().bodyMemory().bytes());
    }
}
