package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.amazonaws.AmazonServiceException.ErrorType;
import com.amazonaws.Request;
import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.handlers.RequestHandler2;
import com.amazonaws.services.sqs.AmazonSQS;
import com.amazonaws.services.sqs.AmazonSQSClientBuilder;
import com.amazonaws.services.sqs.model.AmazonSQSException;
import com.amazonaws.services.sqs.model.ChangeMessageVisibilityRequest;
import com.amazonaws.services.sqs.model.CreateQueueRequest;
import com.amazonaws.services.sqs.model.DeleteMessageBatchRequestEntry;
import com.amazonaws.services.sqs.model.Message;
import com.amazonaws.services.sqs.model.MessageAttributeValue;
import com.amazonaws.services.sqs.model.QueueDoesNotExistException;
import com.amazonaws.services.sqs.model.ReceiveMessageRequest;
import com.amazonaws.services.sqs.model.SendMessageBatchRequestEntry;
import com.amazonaws.services.sqs.model.SendMessageRequest;
import com.amazonaws.services.sqs.model.SendMessageResult;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The AWS SDK for Java v1 of a version from before SQS spoke JSON: forms in, XML out. It verifies the digests by itself. */
@ExtendWith(SharedServer.class)
@Execution(ExecutionMode.CONCURRENT)
class QueryProtocolIT {

    private final Set<String> actions = ConcurrentHashMap.newKeySet();
    private final AmazonSQS sqs;

    QueryProtocolIT(TestServer server) {
        sqs = AmazonSQSClientBuilder.standard()
                .withEndpointConfiguration(
                        new EndpointConfiguration(server.endpoint().toString(), "us-east-1"))
                .withCredentials(new AWSStaticCredentialsProvider(new BasicAWSCredentials("test", "test")))
                .withRequestHandlers(new RequestHandler2() {
                    @Override
                    public void beforeRequest(Request<?> request) {
                        actions.addAll(request.getParameters().getOrDefault("Action", List.of()));
                    }
                })
                .build();
    }

    @AfterEach
    void close() {
        sqs.shutdown();
    }

    @Test
    void a_message_lives_its_life_in_the_query_protocol() {
        String url = sqs.createQueue(new CreateQueueRequest(TestQueue.freshName("query"))
                        .addAttributesEntry("VisibilityTimeout", "60")
                        .addTagsEntry("team", "legacy"))
                .getQueueUrl();
        assertThat(sqs.listQueueTags(url).getTags()).isEqualTo(Map.of("team", "legacy"));
        String body = "1 < 2 & \"quotes\"\r\n\tsnow ☃ 𝄞";
        Map<String, MessageAttributeValue> attributes = Map.of(
                "text", new MessageAttributeValue().withDataType("String").withStringValue("é"),
                "binary",
                        new MessageAttributeValue()
                                .withDataType("Binary")
                                .withBinaryValue(ByteBuffer.wrap(new byte[] {0, -1, 127})));
        SendMessageResult sent = sqs.sendMessage(new SendMessageRequest(url, body).withMessageAttributes(attributes));
        Message message = receive(url).getFirst();
        assertThat(message.getMessageId()).isEqualTo(sent.getMessageId());
        assertThat(message.getBody()).isEqualTo(body);
        assertThat(message.getMessageAttributes()).isEqualTo(attributes);
        assertThat(message.getAttributes()).containsEntry("ApproximateReceiveCount", "1");
        sqs.changeMessageVisibility(new ChangeMessageVisibilityRequest(url, message.getReceiptHandle(), 0));
        Message again = receive(url).getFirst();
        assertThat(again.getAttributes()).containsEntry("ApproximateReceiveCount", "2");
        sqs.deleteMessage(url, again.getReceiptHandle());
        assertThat(sqs.getQueueAttributes(url, List.of("All")).getAttributes())
                .containsEntry("ApproximateNumberOfMessages", "0")
                .containsEntry("ApproximateNumberOfMessagesNotVisible", "0")
                .containsEntry("VisibilityTimeout", "60");
        assertThat(actions).contains("CreateQueue", "SendMessage", "ReceiveMessage", "DeleteMessage");
    }

    @Test
    void batches_and_fifo_queues_work_in_the_query_protocol() {
        String url = sqs.createQueue(new CreateQueueRequest(TestQueue.freshName("query") + ".fifo")
                        .addAttributesEntry("FifoQueue", "true")
                        .addAttributesEntry("ContentBasedDeduplication", "true"))
                .getQueueUrl();
        var sent = sqs.sendMessageBatch(
                url,
                IntStream.range(0, 5)
                        .mapToObj(number -> new SendMessageBatchRequestEntry("id" + number, "body " + number)
                                .withMessageGroupId("g"))
                        .toList());
        assertThat(sent.getSuccessful()).hasSize(5);
        assertThat(sent.getFailed()).isEmpty();
        List<Message> received = receive(url);
        assertThat(received).extracting(Message::getBody).isSorted().startsWith("body 0");
        var deleted = sqs.deleteMessageBatch(
                url,
                List.of(
                        new DeleteMessageBatchRequestEntry(
                                "good", received.getFirst().getReceiptHandle()),
                        new DeleteMessageBatchRequestEntry("bad", "garbage")));
        assertThat(deleted.getSuccessful()).extracting("id").containsExactly("good");
        assertThat(deleted.getFailed()).singleElement().satisfies(failure -> {
            assertThat(failure.getCode()).isEqualTo("ReceiptHandleIsInvalid");
            assertThat(failure.getSenderFault()).isTrue();
        });
    }

    @Test
    void errors_come_in_the_old_form_with_the_old_codes() {
        QueueDoesNotExistException gone =
                catchThrowableOfType(QueueDoesNotExistException.class, () -> sqs.getQueueUrl("nowhere"));
        assertThat(gone.getErrorCode()).isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
        assertThat(gone.getErrorMessage()).isEqualTo("The specified queue does not exist for this wsdl version.");
        assertThat(gone.getErrorType()).isEqualTo(ErrorType.Client);
        assertThat(gone.getStatusCode()).isEqualTo(400);
        assertThat(gone.getRequestId()).isNotBlank();
        AmazonSQSException invalid = catchThrowableOfType(
                AmazonSQSException.class, () -> sqs.createQueue(new CreateQueueRequest("no spaces, please")));
        assertThat(invalid.getErrorCode()).isEqualTo("InvalidParameterValue");
        String url = sqs.createQueue(TestQueue.freshName("query")).getQueueUrl();
        AmazonSQSException missing = catchThrowableOfType(AmazonSQSException.class, () -> sqs.sendMessage(url, ""));
        assertThat(missing.getErrorCode()).isEqualTo("MissingParameter");
    }

    private List<Message> receive(String url) {
        return sqs.receiveMessage(new ReceiveMessageRequest(url)
                        .withMaxNumberOfMessages(10)
                        .withWaitTimeSeconds(5)
                        .withAttributeNames("All")
                        .withMessageAttributeNames("All"))
                .getMessages();
    }
}
