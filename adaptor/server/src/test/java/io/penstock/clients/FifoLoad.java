package io.penstock.clients;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/**
 * Numbers the messages of each group from 0, sends each only when the one before was answered, and consumes them. A send or a delete that was not
 * answered is in doubt; there is at most one of each in a group.
 */
final class FifoLoad {

    private final Map<String, Integer> sent = new ConcurrentHashMap<>();
    private final Map<String, List<Integer>> received = new ConcurrentHashMap<>();
    private final Map<String, Integer> deleteAsked = new ConcurrentHashMap<>();
    private final Map<String, Integer> deleted = new ConcurrentHashMap<>();

    /** Sends the group's next message; after a failure the same one again, with the same de-duplication id. */
    void send(SqsClient sqs, String url, String group) {
        int number = sentBelow(group);
        sqs.sendMessage(request -> request.queueUrl(url)
                .messageBody(Integer.toString(number))
                .messageGroupId(group)
                .messageDeduplicationId(group + ":" + number));
        sent.put(group, number + 1);
    }

    /** How many were acknowledged. */
    int sentBelow(String group) {
        return sent.getOrDefault(group, 0);
    }

    /** Up to which number deletes were acknowledged. */
    int deletedBelow(String group) {
        return deleted.getOrDefault(group, 0);
    }

    /** Up to which number deletes were asked for. */
    int deleteAskedBelow(String group) {
        return deleteAsked.getOrDefault(group, 0);
    }

    /** The numbers received since the last {@link #forgetReceived}, in order. */
    List<Integer> received(String group) {
        return received.getOrDefault(group, List.of());
    }

    void forgetReceived() {
        received.clear();
    }

    /** Receives and deletes one by one. */
    void consume(SqsClient sqs, String url, int visibilitySeconds) {
        ReceiveMessageRequest request = ReceiveMessageRequest.builder()
                .queueUrl(url)
                .maxNumberOfMessages(10)
                .waitTimeSeconds(1)
                .visibilityTimeout(visibilitySeconds)
                .messageSystemAttributeNames(MessageSystemAttributeName.MESSAGE_GROUP_ID)
                .build();
        for (Message message : sqs.receiveMessage(request).messages()) {
            String group = message.attributes().getOrDefault(MessageSystemAttributeName.MESSAGE_GROUP_ID, "");
            int number = Integer.parseInt(message.body());
            received.computeIfAbsent(group, name -> Collections.synchronizedList(new ArrayList<>()))
                    .add(number);
            deleteAsked.put(group, number + 1);
            sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
            deleted.put(group, number + 1);
        }
    }
}
