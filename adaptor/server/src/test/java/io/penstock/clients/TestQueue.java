package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** A queue of one test: a name of its own, and the calls that tests make most. */
record TestQueue(SqsClient sqs, String name, String url) {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A name that no other test of this JVM has. */
    static String freshName(String prefix) {
        return prefix + "-" + NUMBER.incrementAndGet();
    }

    static TestQueue create(SqsClient sqs) {
        return create(sqs, Map.of());
    }

    static TestQueue create(SqsClient sqs, Map<QueueAttributeName, String> attributes) {
        return create(sqs, freshName("orders"), attributes);
    }

    static TestQueue createFifo(SqsClient sqs, Map<QueueAttributeName, String> attributes) {
        Map<QueueAttributeName, String> all = new HashMap<>(attributes);
        all.put(QueueAttributeName.FIFO_QUEUE, "true");
        return create(sqs, freshName("orders") + ".fifo", all);
    }

    private static TestQueue create(SqsClient sqs, String name, Map<QueueAttributeName, String> attributes) {
        String url = sqs.createQueue(request -> request.queueName(name).attributes(attributes))
                .queueUrl();
        return new TestQueue(sqs, name, url);
    }

    SendMessageResponse send(String body) {
        return sqs.sendMessage(request -> request.queueUrl(url).messageBody(body));
    }

    SendMessageResponse send(String body, String group, @Nullable String deduplicationId) {
        return sqs.sendMessage(request ->
                request.queueUrl(url).messageBody(body).messageGroupId(group).messageDeduplicationId(deduplicationId));
    }

    /** Up to {@code max} messages with all their attributes, after a wait of up to two seconds for the first. */
    List<Message> receive(int max) {
        return sqs.receiveMessage(everything(max).waitTimeSeconds(2).build()).messages();
    }

    /** What is visible now, up to ten. */
    List<Message> receiveNow() {
        return sqs.receiveMessage(everything(10).waitTimeSeconds(0).build()).messages();
    }

    ReceiveMessageRequest.Builder everything(int max) {
        return ReceiveMessageRequest.builder()
                .queueUrl(url)
                .maxNumberOfMessages(max)
                .messageAttributeNames("All")
                .messageSystemAttributeNames(MessageSystemAttributeName.ALL);
    }

    /** The one message that is visible now or soon. */
    Message receiveOne() {
        List<Message> messages = await().atMost(PATIENCE).until(() -> receive(10), found -> !found.isEmpty());
        assertThat(messages).hasSize(1);
        return messages.getFirst();
    }

    /** Receives until it has that many. */
    List<Message> receiveAll(int count) {
        List<Message> messages = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            messages.addAll(receive(10));
            return messages.size() >= count;
        });
        assertThat(messages).hasSize(count);
        return messages;
    }

    void delete(Message message) {
        sqs.deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle()));
    }

    void changeVisibility(Message message, int seconds) {
        sqs.changeMessageVisibility(request ->
                request.queueUrl(url).receiptHandle(message.receiptHandle()).visibilityTimeout(seconds));
    }

    void set(QueueAttributeName attribute, String value) {
        sqs.setQueueAttributes(request -> request.queueUrl(url).attributes(Map.of(attribute, value)));
    }

    Map<QueueAttributeName, String> attributes() {
        return sqs.getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes();
    }

    String attribute(QueueAttributeName attribute) {
        return attributes().getOrDefault(attribute, "(absent)");
    }

    String arn() {
        return attribute(QueueAttributeName.QUEUE_ARN);
    }

    /** Waits for the three counters; they may lag a little. */
    void awaitCounts(int visible, int inFlight, int delayed) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(attributes())
                        .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, Integer.toString(visible))
                        .containsEntry(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                                Integer.toString(inFlight))
                        .containsEntry(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED, Integer.toString(delayed)));
    }
}
