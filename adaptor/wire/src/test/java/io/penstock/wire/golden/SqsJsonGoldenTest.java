package io.penstock.wire.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.Fault;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpRequest;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.WireFixture;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/**
 * JSON requests and responses of the developer guide and the API reference.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-json.html">Making query
 *     API requests using the AWS JSON protocol</a>
 */
class SqsJsonGoldenTest {

    private final SqsServer sqs = new SqsServer();

    private static HttpRequest post(String operation, String body) {
        return WireFixture.request(
                "POST",
                "/",
                Headers.of(
                        "X-Amz-Target",
                        "AmazonSQS." + operation,
                        "Content-Type",
                        "application/x-amz-json-1.0",
                        "Authorization",
                        WireFixture.signedFor("sqs")),
                body);
    }

    @Test
    void a_documented_request_is_understood_and_answered() {
        HttpResponse response = sqs.answering(SendMessageResponse.builder()
                        .md5OfMessageBody("fafb00f5732ab283681e124bf8747ed1")
                        .messageId("219f8380-5770-4cc2-8c3e-5c715e145f5e")
                        .build())
                .dispatch(post("SendMessage", """
                        {
                            "QueueUrl": "https://sqs.us-east-1.amazonaws.com/177715257436/MyQueue/",
                            "MessageBody": "This is a test message",
                            "MessageAttributes": {"b": {"DataType": "Binary", "BinaryValue": "AAE="}},
                            "ANewMember": [{"not": ["known"]}],
                            "MessageGroupId": null
                        }"""));
        assertThat(sqs.received())
                .isEqualTo(SendMessageRequest.builder()
                        .queueUrl("https://sqs.us-east-1.amazonaws.com/177715257436/MyQueue/")
                        .messageBody("This is a test message")
                        .messageAttributes(Map.of(
                                "b",
                                MessageAttributeValue.builder()
                                        .dataType("Binary")
                                        .binaryValue(SdkBytes.fromByteArray(new byte[] {0, 1}))
                                        .build()))
                        .build());
        assertThat(response.status()).isEqualTo(200);
        assertThat(WireFixture.header(response, "Content-Type")).isEqualTo("application/x-amz-json-1.0");
        assertThat(WireFixture.header(response, "x-amzn-RequestId"))
                .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(WireFixture.text(response))
                .isEqualTo("{\"MD5OfMessageBody\":\"fafb00f5732ab283681e124bf8747ed1\","
                        + "\"MessageId\":\"219f8380-5770-4cc2-8c3e-5c715e145f5e\"}");
    }

    @Test
    void messages_are_listed_and_an_empty_receive_is_an_empty_object() {
        WireFixture wire = sqs.answering(ReceiveMessageResponse.builder()
                .messages(Message.builder()
                        .messageId("m")
                        .body("<&> \"ü\" \u0001")
                        .attributesWithStrings(Map.of("SentTimestamp", "1"))
                        .build())
                .build());
        HttpRequest receive = post("ReceiveMessage", "{\"QueueUrl\":\"q\"}");
        assertThat(WireFixture.text(wire.dispatch(receive)))
                .isEqualTo("{\"Messages\":[{\"MessageId\":\"m\",\"Body\":\"<&> \\\"ü\\\" \\u0001\","
                        + "\"Attributes\":{\"SentTimestamp\":\"1\"}}]}");
        assertThat(WireFixture.text(
                        sqs.answering(ReceiveMessageResponse.builder().build()).dispatch(receive)))
                .isEqualTo("{}");
    }

    @Test
    void an_operation_without_output_answers_with_nothing() {
        HttpResponse response = sqs.answering(DeleteMessageResponse.builder().build())
                .dispatch(post("DeleteMessage", "{\"QueueUrl\":\"q\",\"ReceiptHandle\":\"r\"}"));
        assertThat(response.status()).isEqualTo(200);
        assertThat(WireFixture.bytes(response)).isEmpty();
    }

    @Test
    void a_modelled_error_has_its_type_and_its_query_code() {
        Fault fault = Fault.sender(
                "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.");
        HttpResponse response = sqs.answering(fault.with()).dispatch(post("SendMessage", "{}"));
        assertThat(response.status()).isEqualTo(400);
        assertThat(WireFixture.header(response, "x-amzn-query-error"))
                .isEqualTo("AWS.SimpleQueueService.NonExistentQueue;Sender");
        assertThat(WireFixture.text(response))
                .isEqualTo("{\"__type\":\"com.amazonaws.sqs#QueueDoesNotExist\","
                        + "\"message\":\"The specified queue does not exist.\"}");
    }

    @Test
    void an_unmodelled_error_is_named_as_the_front_end_names_it() {
        Fault fault = Fault.sender("InvalidParameterValueException", "InvalidParameterValue", "Value is invalid.");
        HttpResponse response = sqs.answering(fault.with()).dispatch(post("SendMessage", "{}"));
        assertThat(WireFixture.header(response, "x-amzn-query-error")).isEqualTo("InvalidParameterValue;Sender");
        assertThat(WireFixture.text(response))
                .isEqualTo("{\"__type\":\"com.amazon.coral.service#InvalidParameterValueException\","
                        + "\"message\":\"Value is invalid.\"}");
    }

    @Test
    void malformed_documents_and_values_of_the_wrong_kind_are_serialization_exceptions() {
        WireFixture wire = sqs.answering(SendMessageResponse.builder().build());
        for (String body : new String[] {
            "{",
            "[]",
            "null",
            "{\"QueueUrl\":1}",
            "{\"DelaySeconds\":\"5\"}",
            "{\"DelaySeconds\":1.5}",
            "{\"DelaySeconds\":99999999999}",
            "{\"MessageAttributes\":[]}",
            "{} {}",
            "{\"QueueUrl\":\"\uD800",
            "{'a':1}",
            "{\"MessageAttributes\":{\"a\":{\"BinaryValue\":\"!!\"}}}",
            "{\"MessageAttributes\":{\"a\":\"b\"}}"
        }) {
            HttpResponse response = wire.dispatch(post("SendMessage", body));
            assertThat(response.status()).as(body).isEqualTo(400);
            assertThat(WireFixture.text(response)).as(body).contains("#SerializationException\"");
        }
        assertThat(sqs.received()).isNull();
    }

    @Test
    void an_unknown_operation_is_refused_by_name() {
        HttpResponse response =
                sqs.answering(SendMessageResponse.builder().build()).dispatch(post("Frobnicate", "{}"));
        assertThat(response.status()).isEqualTo(400);
        assertThat(WireFixture.text(response)).contains("com.amazon.coral.service#UnknownOperationException");
    }
}
