package io.penstock.services.scheduler.invocation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.services.scheduler.schedule.ScheduleDefinition;
import io.penstock.services.scheduler.schedule.ScheduleDefinition.Dates;
import io.penstock.services.scheduler.schedule.ScheduleDefinition.When;
import io.penstock.services.scheduler.schedule.SchedulePlace;
import io.penstock.services.scheduler.schedule.TargetDefinition;
import io.penstock.wire.CallContext;
import io.penstock.wire.DeveloperCallers;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireLimits;
import io.penstock.wire.WireSettings;
import io.penstock.wire.inprocess.JsonCalls;
import io.penstock.wire.model.ServiceModel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

class ServiceTargetsTest {

    private record Called(CallContext context, AwsRequest request) {}

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.890Z");

    private final BlockingQueue<Called> calls = new LinkedBlockingQueue<>();
    private boolean throttled;

    @Nullable
    private String entryFailure;

    private final ServiceTargets targets = new ServiceTargets(new JsonCalls(
            List.of(
                    ServiceDefinition.of(ServiceModel.load("sqs"))
                            .on("SendMessage", SendMessageRequest.class, (call, request) -> {
                                calls.add(new Called(call, request));
                                return SendMessageResponse.builder().build();
                            }),
                    ServiceDefinition.of(ServiceModel.load("kinesis"))
                            .on("PutRecord", PutRecordRequest.class, (call, request) -> {
                                calls.add(new Called(call, request));
                                if (throttled) {
                                    throw CommonFaults.THROTTLED.with();
                                }
                                return PutRecordResponse.builder().build();
                            }),
                    ServiceDefinition.of(ServiceModel.load("sns"))
                            .on("Publish", PublishRequest.class, (call, request) -> {
                                calls.add(new Called(call, request));
                                return PublishResponse.builder().build();
                            }),
                    ServiceDefinition.of(ServiceModel.load("eventbridge"))
                            .on("PutEvents", PutEventsRequest.class, (call, request) -> {
                                calls.add(new Called(call, request));
                                return PutEventsResponse.builder()
                                        .failedEntryCount(entryFailure == null ? 0 : 1)
                                        .entries(PutEventsResultEntry.builder()
                                                .errorCode(entryFailure)
                                                .build())
                                        .build();
                            })),
            new WireSettings(
                    new DeveloperCallers(AccountId.DEFAULT, Region.DEFAULT),
                    InstantSource.fixed(NOW),
                    new SplittableRandom(1),
                    WireLimits.DEFAULT,
                    call -> {})));

    private static Attempt attempt(TargetDefinition target) {
        ScheduleDefinition schedule = new ScheduleDefinition(
                new SchedulePlace("111122223333", "eu-west-1", "g", "s"),
                "id",
                new When("rate(1 day)", "UTC", null, null, 0),
                true,
                false,
                null,
                target,
                null,
                Dates.NONE);
        return new Attempt(schedule, "0123456789abcdef", NOW.toEpochMilli(), 2);
    }

    private static TargetDefinition target(String arn, String input) {
        return new TargetDefinition(arn, "role", input, null, 60, 0, "group", "key", "type", "source");
    }

    @Test
    void a_stream_gets_a_record_in_its_own_region_for_the_account_of_the_schedule() throws InterruptedException {
        Attempt attempt = attempt(target(
                "arn:aws:kinesis:us-west-2:111122223333:stream/clicks",
                "<aws.scheduler.scheduled-time>/<aws.scheduler.attempt-number>"));
        assertThat(targets.invoke(attempt).join()).isEqualTo(new Outcome.Delivered());
        Called called = calls.take();
        assertThat(called.context().region()).isEqualTo(new Region("us-west-2"));
        assertThat(called.context().account()).isEqualTo(new AccountId("111122223333"));
        PutRecordRequest put = (PutRecordRequest) called.request();
        assertThat(put.streamARN()).isEqualTo("arn:aws:kinesis:us-west-2:111122223333:stream/clicks");
        assertThat(put.partitionKey()).isEqualTo("key");
        assertThat(put.data().asUtf8String()).isEqualTo("2026-03-04T05:06:07Z/2");
    }

    @Test
    void a_fifo_queue_gets_the_execution_id_for_deduplication() throws InterruptedException {
        targets.invoke(attempt(target("arn:aws:sqs:eu-west-1:444455556666:q.fifo", "x")))
                .join();
        SendMessageRequest send = (SendMessageRequest) calls.take().request();
        assertThat(send.queueUrl()).endsWith("/444455556666/q.fifo");
        assertThat(send.messageGroupId()).isEqualTo("group");
        assertThat(send.messageDeduplicationId()).isEqualTo("0123456789abcdef");
    }

    @Test
    void a_topic_gets_a_message() throws InterruptedException {
        targets.invoke(attempt(target("arn:aws:sns:eu-west-1:111122223333:t", "x")))
                .join();
        PublishRequest publish = (PublishRequest) calls.take().request();
        assertThat(publish.topicArn()).isEqualTo("arn:aws:sns:eu-west-1:111122223333:t");
        assertThat(publish.message()).isEqualTo("x");
    }

    @Test
    void a_bus_gets_an_event_and_an_entry_that_fails_is_a_failure() throws InterruptedException {
        Attempt attempt = attempt(target("arn:aws:events:eu-west-1:111122223333:event-bus/b", "{\"n\": 1}"));
        assertThat(targets.invoke(attempt).join()).isEqualTo(new Outcome.Delivered());
        PutEventsRequestEntry entry =
                ((PutEventsRequest) calls.take().request()).entries().getFirst();
        assertThat(entry.eventBusName()).isEqualTo("arn:aws:events:eu-west-1:111122223333:event-bus/b");
        assertThat(entry.detailType()).isEqualTo("type");
        assertThat(entry.source()).isEqualTo("source");
        assertThat(entry.detail()).isEqualTo("{\"n\": 1}");
        entryFailure = "MalformedDetail";
        assertThat(targets.invoke(attempt).join())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.retryable()).isFalse());
        entryFailure = "InternalFailure";
        assertThat(targets.invoke(attempt).join())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.retryable()).isTrue());
    }

    @ParameterizedTest
    @CsvSource({"x, 10, false", "x, 262144, true", "é, 262144, true", "😀, 200000, true"})
    void a_dead_letter_is_cut_to_what_a_queue_takes(String character, int count, boolean cut) throws Exception {
        String input = character.repeat(count);
        TargetDefinition target = new TargetDefinition(
                "arn:aws:sqs:eu-west-1:111122223333:q",
                "role",
                input,
                "arn:aws:sqs:eu-west-1:111122223333:dead",
                60,
                0,
                null,
                null,
                null,
                null);
        Targets.Reason reason = new Targets.Reason("MaximumRetryAttempts", "Code", "message");
        assertThat(targets.deadLetter(attempt(target), reason).join()).isEqualTo(new Outcome.Delivered());
        SendMessageRequest send = (SendMessageRequest) calls.take().request();
        int bytes = send.messageBody().getBytes(UTF_8).length;
        for (var attribute : send.messageAttributes().entrySet()) {
            bytes += attribute.getKey().length()
                    + attribute.getValue().dataType().length()
                    + attribute.getValue().stringValue().getBytes(UTF_8).length;
        }
        assertThat(bytes).isLessThanOrEqualTo(262_144);
        assertThat(input).startsWith(send.messageBody());
        assertThat(send.messageBody().length() < input.length()).isEqualTo(cut);
        assertThat(send.messageAttributes())
                .containsEntry(
                        "IS_PAYLOAD_TRUNCATED",
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(Boolean.toString(cut))
                                .build());
        assertThat(bytes > 261_000).isEqualTo(cut);
    }

    @ParameterizedTest
    @CsvSource({
        "LimitExceededException, true",
        "RequestLimitExceeded, true",
        "ProvisionedThroughputExceededException, true",
        "ThrottledException, true",
        "SubscriptionLimitExceeded, false",
        "FilterPolicyLimitExceeded, false",
        "TopicLimitExceeded, false",
        "ItemCollectionSizeLimitExceededException, false"
    })
    void a_limit_is_worth_another_attempt_when_it_is_one_of_rates(String code, boolean retryable) {
        entryFailure = code;
        assertThat(targets.invoke(attempt(target("arn:aws:events:eu-west-1:111122223333:event-bus/b", "{}")))
                        .join())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.retryable()).isEqualTo(retryable));
    }

    @Test
    void throttling_is_worth_another_attempt() {
        throttled = true;
        assertThat(targets.invoke(attempt(target("arn:aws:kinesis:us-west-2:111122223333:stream/clicks", "x")))
                        .join())
                .isEqualTo(new Outcome.Refused("ThrottlingException", "Rate exceeded", true));
    }
}
