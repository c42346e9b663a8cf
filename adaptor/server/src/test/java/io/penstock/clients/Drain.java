package io.penstock.clients;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/** Empties queues. */
final class Drain {

    private Drain() {}

    /** Receives and deletes until nothing comes for a second; adds the bodies to what was received. */
    static void of(SqsClient sqs, String url, Collection<String> received) {
        List<Message> messages;
        do {
            messages = sqs.receiveMessage(receive ->
                            receive.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(1))
                    .messages();
            messages.forEach(message -> received.add(message.body()));
            // Not by their ids: after a crash a message may come twice under one.
            List<Message> batch = messages;
            List<DeleteMessageBatchRequestEntry> entries = IntStream.range(0, batch.size())
                    .mapToObj(i -> DeleteMessageBatchRequestEntry.builder()
                            .id(Integer.toString(i))
                            .receiptHandle(batch.get(i).receiptHandle())
                            .build())
                    .toList();
            if (!entries.isEmpty()) {
                sqs.deleteMessageBatch(delete -> delete.queueUrl(url).entries(entries));
            }
        } while (!messages.isEmpty());
    }
}
