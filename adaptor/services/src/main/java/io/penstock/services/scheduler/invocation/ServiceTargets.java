package io.penstock.services.scheduler.invocation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Arn;
import io.penstock.kernel.name.Region;
import io.penstock.services.scheduler.schedule.ScheduleDefinition;
import io.penstock.services.scheduler.schedule.SchedulePlace;
import io.penstock.services.scheduler.schedule.TargetDefinition;
import io.penstock.wire.Caller;
import io.penstock.wire.inprocess.JsonCalls;
import io.penstock.wire.inprocess.JsonCalls.Operation;
import io.penstock.wire.inprocess.JsonCalls.Refusal;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

/** Invokes targets through the services of this node, as the account that owns the schedule, a virtual thread for each attempt. */
public final class ServiceTargets implements Targets {

    private static final Operation SEND = new Operation("sqs", "SendMessage");
    private static final Operation PUT = new Operation("kinesis", "PutRecord");
    private static final Operation PUBLISH = new Operation("sns", "Publish");
    private static final Operation PUT_EVENTS = new Operation("eventbridge", "PutEvents");
    /** Of payload and attributes: what any queue takes, less some for one attribute. */
    private static final int DEAD_LETTER_BYTES = 262_144 - 100;

    /**
     * By which errors services say that less at a time would be taken; what else has a limit in its name is a quota, which no retry lifts.
     *
     * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html">Retry behavior</a>
     */
    private static final Set<String> THROTTLES = Set.of(
            "BandwidthLimitExceeded",
            "LimitExceededException",
            "ProvisionedThroughputExceeded",
            "ProvisionedThroughputExceededException",
            "PriorRequestNotComplete",
            "RequestLimitExceeded",
            "SlowDown",
            "TooManyRequestsException",
            "TransactionInProgressException");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonCalls calls;

    public ServiceTargets(JsonCalls calls) {
        this.calls = calls;
    }

    /** A call to make, in the Region of what it is about. */
    private record Request(Operation operation, String json, Region region) {}

    @Override
    public CompletableFuture<Outcome> invoke(Attempt attempt) {
        return start(attempt, request(attempt));
    }

    private static Request request(Attempt attempt) {
        TargetDefinition target = attempt.schedule().target();
        return switch (kind(target.arn())) {
            case TargetKind.Queue queue -> {
                ObjectNode send =
                        JSON.createObjectNode().put("QueueUrl", queue.url()).put("MessageBody", input(attempt));
                if (target.messageGroupId() != null) {
                    send.put("MessageGroupId", target.messageGroupId());
                }
                if (queue.isFifo()) {
                    // So that attempts after one that did succeed change nothing.
                    send.put("MessageDeduplicationId", attempt.execution());
                }
                yield new Request(SEND, send.toString(), queue.arn().region());
            }
            case TargetKind.Stream stream -> {
                ObjectNode put = JSON.createObjectNode()
                        .put("StreamARN", stream.arn().toString())
                        .put("PartitionKey", target.partitionKey())
                        .put(
                                "Data",
                                Base64.getEncoder()
                                        .encodeToString(input(attempt).getBytes(UTF_8)));
                yield new Request(PUT, put.toString(), stream.arn().region());
            }
            case TargetKind.Topic(Arn topic) ->
                new Request(
                        PUBLISH,
                        JSON.createObjectNode()
                                .put("TopicArn", topic.toString())
                                .put("Message", input(attempt))
                                .toString(),
                        topic.region());
            case TargetKind.Bus(Arn bus) -> new Request(PUT_EVENTS, event(bus, attempt), bus.region());
            case TargetKind.Universal(Operation operation) ->
                new Request(
                        operation,
                        target.input() == null ? "{}" : attempt.filled(target.input()),
                        new Region(attempt.schedule().place().region()));
        };
    }

    private static String event(Arn bus, Attempt attempt) {
        TargetDefinition target = attempt.schedule().target();
        ObjectNode request = JSON.createObjectNode();
        request.putArray("Entries")
                .addObject()
                .put("EventBusName", bus.toString())
                .put("DetailType", target.detailType())
                .put("Source", target.source())
                .put("Detail", input(attempt))
                .putArray("Resources")
                .add(attempt.schedule().place().arn());
        return request.toString();
    }

    private static TargetKind kind(String arn) {
        return TargetKind.of(arn).orElseThrow(() -> new IllegalStateException("stored as a target: " + arn));
    }

    /** The input, or the event that AWS passes where there is none. */
    private static String input(Attempt attempt) {
        ScheduleDefinition schedule = attempt.schedule();
        if (schedule.target().input() != null) {
            return attempt.filled(schedule.target().input());
        }
        SchedulePlace place = schedule.place();
        ObjectNode event = JSON.createObjectNode()
                .put("version", "0")
                .put("id", attempt.execution())
                .put("detail-type", "Scheduled Event")
                .put("source", "aws.scheduler")
                .put("account", place.account())
                .put("time", attempt.scheduledTime())
                .put("region", place.region());
        event.putArray("resources").add(place.arn());
        return event.put("detail", "{}").toString();
    }

    @Override
    public CompletableFuture<Outcome> deadLetter(Attempt last, Reason reason) {
        TargetDefinition target = last.schedule().target();
        String arn = target.deadLetterArn();
        if (arn == null || !(kind(arn) instanceof TargetKind.Queue queue)) {
            throw new IllegalStateException("no dead-letter queue: " + arn);
        }
        ObjectNode send = JSON.createObjectNode().put("QueueUrl", queue.url());
        ObjectNode attributes = send.putObject("MessageAttributes");
        attribute(attributes, "ERROR_CODE", reason.code());
        attribute(attributes, "ERROR_MESSAGE", reason.message());
        attribute(attributes, "EXECUTION_ID", last.execution());
        if (reason.condition() != null) {
            attribute(attributes, "EXHAUSTED_RETRY_CONDITION", reason.condition());
        }
        attribute(attributes, "RETRY_ATTEMPTS", Integer.toString(Math.max(0, last.number() - 1)));
        attribute(attributes, "SCHEDULED_TIME", last.scheduledTime());
        attribute(attributes, "SCHEDULE_ARN", last.schedule().place().arn());
        attribute(attributes, "TARGET_ARN", target.arn());
        String payload = payload(last);
        String body =
                Truncation.of(payload, DEAD_LETTER_BYTES - attributes.toString().getBytes(UTF_8).length);
        attribute(attributes, "IS_PAYLOAD_TRUNCATED", Boolean.toString(body.length() < payload.length()));
        send.put("MessageBody", body);
        return start(last, new Request(SEND, send.toString(), queue.arn().region()));
    }

    /** What the target would have been given. */
    private static String payload(Attempt attempt) {
        return switch (kind(attempt.schedule().target().arn())) {
            case TargetKind.Queue _, TargetKind.Stream _, TargetKind.Topic _, TargetKind.Bus _ -> input(attempt);
            case TargetKind.Universal _ -> request(attempt).json();
        };
    }

    private static void attribute(ObjectNode attributes, String name, String value) {
        attributes.putObject(name).put("DataType", "String").put("StringValue", value.isEmpty() ? "-" : value);
    }

    private CompletableFuture<Outcome> start(Attempt attempt, Request request) {
        AccountId account = new AccountId(attempt.schedule().place().account());
        Caller caller = new Caller(account, request.region(), account.value());
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread.ofVirtual().name("schedule-" + attempt.execution()).start(() -> {
            try {
                outcome.complete(outcome(
                        calls.ask(caller, request.operation(), request.json().getBytes(UTF_8))));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                outcome.completeExceptionally(e);
            } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
        return outcome;
    }

    private static Outcome outcome(JsonCalls.Answer answer) {
        return switch (answer) {
            case JsonCalls.Failed(Refusal refusal) -> refused(refusal);
            // PutEvents succeeds though an entry did not.
            case JsonCalls.Succeeded(PutEventsResponse put)
            when put.failedEntryCount() > 0 ->
                put.entries().stream()
                        .filter(entry -> entry.errorCode() != null)
                        .findFirst()
                        .map(entry -> refused(new Refusal(
                                entry.errorCode(),
                                String.valueOf(entry.errorMessage()),
                                entry.errorCode().equals("InternalFailure") ? 500 : 400)))
                        .orElse(Outcome.DEFECT);
            case JsonCalls.Succeeded _ -> new Outcome.Delivered();
        };
    }

    private static Outcome refused(Refusal refusal) {
        boolean retryable = refusal.status() >= 500
                || refusal.status() == 429
                || refusal.code().contains("Throttl")
                || THROTTLES.contains(refusal.code());
        return new Outcome.Refused(refusal.code(), refusal.message(), retryable);
    }
}
