package io.penstock.clients;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What many callers at many nodes did with one queue, and what they were told. Leases outlive every test. Of each group there is one sender. */
final class QueueDeeds {

    private static final int LONGER_THAN_A_TEST = 3_600;
    private static final int EMPTY_IN_A_ROW = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String url;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger inDoubt = new AtomicInteger();
    private final Map<String, Integer> groups = new ConcurrentHashMap<>();
    private final Set<String> doubtful = ConcurrentHashMap.newKeySet();
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final List<String> received = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> undeleted = new ConcurrentHashMap<>();

    QueueDeeds(String url) {
        this.url = url;
    }

    /** To a standard queue. */
    void send(SqsClient sqs) {
        String body = Integer.toString(next.getAndIncrement());
        inDoubt.incrementAndGet();
        sqs.sendMessage(request -> request.queueUrl(url).messageBody(body));
        inDoubt.decrementAndGet();
        sent.add(body);
    }

    /** The group's next message to a FIFO queue; after a failure the same one again, with the same de-duplication id. */
    void send(SqsClient sqs, String group) {
        int number = sentIn(group);
        String body = group + ":" + number;
        doubtful.add(group);
        sqs.sendMessage(request ->
                request.queueUrl(url).messageBody(body).messageGroupId(group).messageDeduplicationId(body));
        doubtful.remove(group);
        sent.add(body);
        groups.put(group, number + 1);
    }

    /** Sends what may have been sent, if the group has such a message. */
    void sendInDoubt(SqsClient sqs, String group) {
        if (doubtful.contains(group)) {
            untilAnswered(() -> send(sqs, group));
        }
    }

    /** How many of a group were acknowledged. */
    int sentIn(String group) {
        return groups.getOrDefault(group, 0);
    }

    /** Sends of which nobody knows whether they happened. */
    int inDoubt() {
        return inDoubt.get() + doubtful.size();
    }

    /** Returns the bodies. */
    List<String> receive(SqsClient sqs) {
        List<Message> messages = sqs.receiveMessage(request -> request.queueUrl(url)
                        .maxNumberOfMessages(10)
                        .waitTimeSeconds(1)
                        .visibilityTimeout(LONGER_THAN_A_TEST))
                .messages();
        messages.forEach(message -> {
            received.add(message.body());
            undeleted.put(message.body(), message.receiptHandle());
        });
        return messages.stream().map(Message::body).toList();
    }

    void delete(SqsClient sqs, String body) {
        String receipt = undeleted.getOrDefault(body, "");
        sqs.deleteMessage(request -> request.queueUrl(url).receiptHandle(receipt));
        undeleted.remove(body);
    }

    /** Receives and deletes one by one. */
    void consume(SqsClient sqs) {
        receive(sqs).forEach(body -> delete(sqs, body));
    }

    /** Deletes what was received and not deleted, and consumes what is left. */
    void finish(SqsClient sqs) {
        List.copyOf(undeleted.keySet()).forEach(body -> untilAnswered(() -> delete(sqs, body)));
        for (int empty = 0; empty < EMPTY_IN_A_ROW; empty++) {
            List<String> bodies = new ArrayList<>();
            untilAnswered(() -> bodies.addAll(receive(sqs)));
            bodies.forEach(body -> untilAnswered(() -> delete(sqs, body)));
            empty = bodies.isEmpty() ? empty : -1;
        }
    }

    private static void untilAnswered(Runnable step) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(SdkException.class)
                .atMost(PATIENCE)
                .until(() -> {
                    step.run();
                    return true;
                });
    }

    List<String> received() {
        return received;
    }

    /** The numbers received of each group, in order. */
    Map<String, List<Integer>> receivedByGroup() {
        Map<String, List<Integer>> byGroup = new TreeMap<>();
        for (String body : received) {
            String[] parts = body.split(":", 2);
            byGroup.computeIfAbsent(parts[0], group -> new ArrayList<>()).add(Integer.valueOf(parts[1]));
        }
        return byGroup;
    }

    int sentAndNotReceived() {
        Set<String> missing = new HashSet<>(sent);
        received.forEach(missing::remove);
        return missing.size();
    }

    /** How many messages the queue says it has, in flight or not. */
    int left(SqsClient sqs) {
        return sqs
                .getQueueAttributes(request -> request.queueUrl(url)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }
}
