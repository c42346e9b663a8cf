package io.penstock.services.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.memory.MemoryOptions;
import io.penstock.kernel.memory.MemoryWorld;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.services.common.DirectClients;
import io.penstock.services.scheduler.invocation.InvocationMeters;
import io.penstock.services.scheduler.rules.SchedulerLimits;
import io.penstock.services.scheduler.schedule.SchedulePlace;
import io.penstock.wire.Caller;
import io.penstock.wire.DeveloperCallers;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireLimits;
import io.penstock.wire.WireSettings;
import io.penstock.wire.inprocess.JsonCalls;
import io.penstock.wire.model.ServiceModel;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** The Scheduler on one thread and a virtual clock, called through the SDK's own client interface; faults come as {@link FaultException}. */
final class SchedulerFixture implements AutoCloseable {

    static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:q";
    static final String DEAD = "arn:aws:sqs:us-east-1:000000000000:dead";
    static final String ROLE = "arn:aws:iam::000000000000:role/r";

    private static final Caller CALLER = new Caller(AccountId.DEFAULT, Region.DEFAULT, "AIDATEST");

    final MemoryWorld world;
    final FakeTargets targets = new FakeTargets();
    final SchedulerClient client;
    final InvocationMeters meters;
    private final ServiceDefinition definition;

    SchedulerFixture(long seed) {
        world = new MemoryWorld(MemoryOptions.deterministic().withSeed(seed));
        WireSettings wire = new WireSettings(
                new DeveloperCallers(AccountId.DEFAULT, Region.DEFAULT),
                world.clock(),
                world.random(),
                WireLimits.DEFAULT,
                call -> {});
        ServiceDefinition sqs = ServiceDefinition.of(ServiceModel.load("sqs"))
                .on(
                        "SendMessage",
                        SendMessageRequest.class,
                        (call, request) -> SendMessageResponse.builder().build())
                .on(
                        "ReceiveMessage",
                        ReceiveMessageRequest.class,
                        (call, request) -> ReceiveMessageResponse.builder().build());
        Scheduler scheduler = Scheduler.create(
                world.machines(), new JsonCalls(List.of(sqs), wire), SchedulerLimits.AWS, world.clock(), targets);
        meters = scheduler.meters();
        definition = scheduler.definition();
        client = DirectClients.of(SchedulerClient.class, definition, DirectClients.call(CALLER));
    }

    SchedulerFixture() {
        this(1);
    }

    /** A schedule with a queue as target. */
    void create(String name, String expression, Consumer<CreateScheduleRequest.Builder> more) {
        CreateScheduleRequest.Builder request = CreateScheduleRequest.builder()
                .name(name)
                .scheduleExpression(expression)
                .flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.OFF))
                .target(queue().build());
        more.accept(request);
        client.createSchedule(request.build());
    }

    void create(String name, String expression) {
        create(name, expression, request -> {});
    }

    static Target.Builder queue() {
        return Target.builder().arn(QUEUE).roleArn(ROLE).input("hello");
    }

    static Target queue(int retries, int ageSeconds) {
        return queue().retryPolicy(retry -> retry.maximumRetryAttempts(retries).maximumEventAgeInSeconds(ageSeconds))
                .deadLetterConfig(dead -> dead.arn(DEAD))
                .build();
    }

    Instant now() {
        return world.clock().instant();
    }

    /** An expression for a time from now, to whole seconds. */
    String at(Duration fromNow) {
        String instant = now().plus(fromNow).truncatedTo(ChronoUnit.SECONDS).toString();
        return "at(" + instant.replace("Z", "") + ")";
    }

    void snapshot(String name) {
        world.snapshot(SchedulePlace.of(AccountId.DEFAULT, Region.DEFAULT, "default", name)
                .bucket());
    }

    static void assertRefused(String shape, String text, ThrowingCallable call) {
        FaultException fault = DirectClients.fault(call);
        assertThat(fault.fault().shape()).isEqualTo(shape);
        assertThat(fault).hasMessageContaining(text);
    }

    @Override
    public void close() {
        world.close();
        assertThat(world.defects()).isEmpty();
    }
}
