package io.penstock.clients;

import static io.penstock.clients.Refusals.assertRefused;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.BatchRequestTooLongException;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.InvalidBatchEntryIdException;
import software.amazon.awssdk.services.sqs.model.InvalidMessageContentsException;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;

/** Requests that SQS refuses, with the exception that each client then throws. */
interface RequestContract extends SqsContract {

    @Test
    default void a_batch_without_entries_is_refused() {
        TestQueue queue = TestQueue.create(sqs());
        assertRefused(
                EmptyBatchRequestException.class,
                "AWS.SimpleQueueService.EmptyBatchRequest",
                "at least one SendMessageBatchRequestEntry",
                () -> sendAll(queue, List.of()));
    }

    @Test
    default void a_batch_of_eleven_is_refused() {
        TestQueue queue = TestQueue.create(sqs());
        assertRefused(
                TooManyEntriesInBatchRequestException.class,
                "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
                "You have sent 11",
                () -> sendAll(
                        queue,
                        IntStream.range(0, 11)
                                .mapToObj(number -> entry("id" + number, "x"))
                                .toList()));
    }

    @Test
    default void ids_of_a_batch_are_distinct_and_well_formed() {
        TestQueue queue = TestQueue.create(sqs());
        assertRefused(
                BatchEntryIdsNotDistinctException.class,
                "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
                "same",
                () -> sendAll(queue, List.of(entry("same", "x"), entry("same", "y"))));
        assertRefused(
                InvalidBatchEntryIdException.class,
                "AWS.SimpleQueueService.InvalidBatchEntryId",
                "alphanumeric",
                () -> sendAll(queue, List.of(entry("not allowed", "x"))));
    }

    @Test
    default void a_batch_over_one_mebibyte_is_refused() {
        TestQueue queue = TestQueue.create(sqs());
        String half = "x".repeat(600_000);
        assertRefused(
                BatchRequestTooLongException.class,
                "AWS.SimpleQueueService.BatchRequestTooLong",
                "1048576",
                () -> sendAll(queue, List.of(entry("a", half), entry("b", half))));
    }

    @Test
    default void a_body_is_not_empty_and_holds_only_allowed_characters() {
        TestQueue queue = TestQueue.create(sqs());
        assertRefused("MissingParameter", "MessageBody", () -> queue.send(""));
        assertRefused(
                InvalidMessageContentsException.class,
                "InvalidMessageContents",
                "Invalid characters found",
                () -> queue.send("bell \u0007"));
    }

    @Test
    default void message_attributes_keep_awss_rules() {
        TestQueue queue = TestQueue.create(sqs());
        assertRefused("InvalidParameterValue", "'AWS.'", () -> sendWith(queue, "AWS.x", text("String", "reserved")));
        assertRefused("InvalidParameterValue", "number", () -> sendWith(queue, "number", text("Number", "many")));
        assertRefused("InvalidParameterValue", "typed", () -> sendWith(queue, "typed", text("Colour", "red")));
        assertRefused("InvalidParameterValue", "empty", () -> sendWith(queue, "empty", text("String", "")));
    }

    @Test
    default void parameters_out_of_range_are_refused() {
        TestQueue queue = TestQueue.create(sqs());
        assertRefused(
                "InvalidParameterValue",
                "MaxNumberOfMessages",
                () -> sqs().receiveMessage(
                                request -> request.queueUrl(queue.url()).maxNumberOfMessages(11)));
        assertRefused(
                "InvalidParameterValue",
                "WaitTimeSeconds",
                () -> sqs().receiveMessage(
                                request -> request.queueUrl(queue.url()).waitTimeSeconds(21)));
        assertRefused(
                "InvalidParameterValue",
                "DelaySeconds",
                () -> sqs().sendMessage(request ->
                        request.queueUrl(queue.url()).messageBody("x").delaySeconds(901)));
    }

    @Test
    default void a_missing_parameter_is_named() {
        assertRefused("MissingParameter", "QueueUrl", () -> sqs().sendMessage(request -> request.messageBody("x")));
        TestQueue queue = TestQueue.create(sqs());
        assertRefused(
                "MissingParameter",
                "ReceiptHandle",
                () -> sqs().deleteMessage(request -> request.queueUrl(queue.url())));
    }

    private void sendAll(TestQueue queue, List<SendMessageBatchRequestEntry> entries) {
        sqs().sendMessageBatch(request -> request.queueUrl(queue.url()).entries(entries));
    }

    private void sendWith(TestQueue queue, String name, MessageAttributeValue value) {
        sqs().sendMessage(request ->
                request.queueUrl(queue.url()).messageBody("x").messageAttributes(Map.of(name, value)));
    }

    private static SendMessageBatchRequestEntry entry(String id, String body) {
        return SendMessageBatchRequestEntry.builder().id(id).messageBody(body).build();
    }

    private static MessageAttributeValue text(String type, String value) {
        return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
    }
}
