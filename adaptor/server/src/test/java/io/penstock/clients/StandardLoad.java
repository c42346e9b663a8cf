package io.penstock.clients;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Sends to, and consumes from, a standard queue, and knows what was acknowledged. */
final class StandardLoad {

    private static final int BATCH = 10;

    private final AtomicInteger next = new AtomicInteger();

    /** Bodies whose send was answered. */
    final Set<String> sent = ConcurrentHashMap.newKeySet();

    /** Bodies whose delete was asked for, answered or not. */
    final Set<String> deleteAsked = ConcurrentHashMap.newKeySet();

    /** Bodies whose delete was answered. */
    final Set<String> deleted = ConcurrentHashMap.newKeySet();

    void send(SqsClient sqs, String url) {
        int first = next.getAndAdd(BATCH);
        sqs.sendMessageBatch(request -> request.queueUrl(url)
                        .entries(IntStream.range(first, first + BATCH)
                                .mapToObj(number -> SendMessageBatchRequestEntry.builder()
                                        .id("n" + number)
                                        .messageBody("message " + number)
                                        .build())
                                .toList()))
                .successful()
                .forEach(result -> sent.add("message " + result.id().substring(1)));
    }

    /** Receives and deletes a batch; returns the bodies received. */
    List<String> consume(SqsClient sqs, String url) {
        List<Message> received = sqs.receiveMessage(request ->
                        request.queueUrl(url).maxNumberOfMessages(BATCH).waitTimeSeconds(1))
                .messages();
        List<String> bodies = received.stream().map(Message::body).toList();
        if (received.isEmpty()) {
            return bodies;
        }
        deleteAsked.addAll(bodies);
        DeleteMessageBatchResponse answer = sqs.deleteMessageBatch(request -> request.queueUrl(url)
                .entries(IntStream.range(0, received.size())
                        .mapToObj(number -> DeleteMessageBatchRequestEntry.builder()
                                .id(Integer.toString(number))
                                .receiptHandle(received.get(number).receiptHandle())
                                .build())
                        .toList()));
        answer.successful().forEach(result -> deleted.add(bodies.get(Integer.parseInt(result.id()))));
        return bodies;
    }
}
