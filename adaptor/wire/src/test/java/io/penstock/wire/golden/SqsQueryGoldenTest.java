package io.penstock.wire.golden;

import static io.penstock.wire.golden.SqsServer.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.wire.Headers;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.WireFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.AddPermissionRequest;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsResponse;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;

/**
 * Query requests after the examples of the API reference, which show this protocol beside JSON.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html">SQS API reference</a>
 */
@SuppressWarnings("deprecation") // AttributeNames is deprecated, and what every old client sends
class SqsQueryGoldenTest {

    private static final String QUEUE = "http://localhost:4566/177715257436/MyQueue/";

    private final SqsServer sqs = new SqsServer();

    record Case(String form, AwsRequest expected) {

        /** The queue's URL, which names the queue, too, unless the operation is one of the account. */
        String path() {
            return expected instanceof CreateQueueRequest || expected instanceof ListQueuesRequest
                    ? "/"
                    : "/177715257436/MyQueue/";
        }

        @Override
        public String toString() {
            return form;
        }
    }

    static final List<Case> CASES = List.of(
            new Case(
                    "Action=AddPermission&Label=testLabel&AWSAccountId.1=177715257436&AWSAccountId.2=111111111111"
                            + "&ActionName.1=SendMessage&ActionName.2=ReceiveMessage",
                    AddPermissionRequest.builder()
                            .queueUrl(QUEUE)
                            .label("testLabel")
                            .awsAccountIds("177715257436", "111111111111")
                            .actions("SendMessage", "ReceiveMessage")
                            .build()),
            new Case(
                    "Action=ChangeMessageVisibilityBatch&ChangeMessageVisibilityBatchRequestEntry.1.Id=change_visibility_msg_2"
                            + "&ChangeMessageVisibilityBatchRequestEntry.1.ReceiptHandle=your_receipt_handle"
                            + "&ChangeMessageVisibilityBatchRequestEntry.1.VisibilityTimeout=45",
                    ChangeMessageVisibilityBatchRequest.builder()
                            .queueUrl(QUEUE)
                            .entries(ChangeMessageVisibilityBatchRequestEntry.builder()
                                    .id("change_visibility_msg_2")
                                    .receiptHandle("your_receipt_handle")
                                    .visibilityTimeout(45)
                                    .build())
                            .build()),
            new Case(
                    "Action=CreateQueue&QueueName=MyQueue&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=40"
                            + "&Tag.1.Key=QueueType&Tag.1.Value=Production",
                    CreateQueueRequest.builder()
                            .queueName("MyQueue")
                            .attributesWithStrings(Map.of("VisibilityTimeout", "40"))
                            .tags(Map.of("QueueType", "Production"))
                            .build()),
            new Case(
                    "Action=DeleteMessage&ReceiptHandle=MbZj6wDWli%2BJvwwJaBV%2B3dcjk2YW2vA3",
                    DeleteMessageRequest.builder()
                            .queueUrl(QUEUE)
                            .receiptHandle("MbZj6wDWli+JvwwJaBV+3dcjk2YW2vA3")
                            .build()),
            new Case(
                    "Action=DeleteMessageBatch&DeleteMessageBatchRequestEntry.1.Id=msg1"
                            + "&DeleteMessageBatchRequestEntry.1.ReceiptHandle=a&DeleteMessageBatchRequestEntry.2.Id=msg2"
                            + "&DeleteMessageBatchRequestEntry.2.ReceiptHandle=b",
                    DeleteMessageBatchRequest.builder()
                            .queueUrl(QUEUE)
                            .entries(
                                    DeleteMessageBatchRequestEntry.builder()
                                            .id("msg1")
                                            .receiptHandle("a")
                                            .build(),
                                    DeleteMessageBatchRequestEntry.builder()
                                            .id("msg2")
                                            .receiptHandle("b")
                                            .build())
                            .build()),
            new Case(
                    "Action=GetQueueAttributes&AttributeName.1=All",
                    GetQueueAttributesRequest.builder()
                            .queueUrl(QUEUE)
                            .attributeNamesWithStrings("All")
                            .build()),
            new Case(
                    "Action=GetQueueAttributes&AttributeName=DelaySeconds",
                    GetQueueAttributesRequest.builder()
                            .queueUrl(QUEUE)
                            .attributeNamesWithStrings("DelaySeconds")
                            .build()),
            new Case(
                    "Action=ListQueues&QueueNamePrefix=M",
                    ListQueuesRequest.builder().queueNamePrefix("M").build()),
            new Case(
                    "Action=ReceiveMessage&MaxNumberOfMessages=5&VisibilityTimeout=15&AttributeName.1=All"
                            + "&MessageAttributeName.1=a.*&WaitTimeSeconds=20",
                    ReceiveMessageRequest.builder()
                            .queueUrl(QUEUE)
                            .maxNumberOfMessages(5)
                            .visibilityTimeout(15)
                            .attributeNamesWithStrings("All")
                            .messageSystemAttributeNamesWithStrings("All")
                            .messageAttributeNames("a.*")
                            .waitTimeSeconds(20)
                            .build()),
            new Case(
                    "Action=SendMessage&MessageBody=This+is+a+test+message&DelaySeconds=45"
                            + "&MessageAttribute.1.Name=my_attribute_name_1&MessageAttribute.1.Value.StringValue=my_value"
                            + "&MessageAttribute.1.Value.DataType=String&MessageAttribute.2.Name=b"
                            + "&MessageAttribute.2.Value.BinaryValue=AAE%3D&MessageAttribute.2.Value.DataType=Binary"
                            + "&MessageSystemAttribute.1.Name=AWSTraceHeader"
                            + "&MessageSystemAttribute.1.Value.StringValue=Root%3D1&MessageSystemAttribute.1.Value.DataType=String",
                    SendMessageRequest.builder()
                            .queueUrl(QUEUE)
                            .messageBody("This is a test message")
                            .delaySeconds(45)
                            .messageAttributes(Map.of(
                                    "my_attribute_name_1",
                                    MessageAttributeValue.builder()
                                            .stringValue("my_value")
                                            .dataType("String")
                                            .build(),
                                    "b",
                                    MessageAttributeValue.builder()
                                            .binaryValue(SdkBytes.fromByteArray(new byte[] {0, 1}))
                                            .dataType("Binary")
                                            .build()))
                            .messageSystemAttributesWithStrings(Map.of(
                                    "AWSTraceHeader",
                                    MessageSystemAttributeValue.builder()
                                            .stringValue("Root=1")
                                            .dataType("String")
                                            .build()))
                            .build()),
            new Case(
                    "Action=SendMessageBatch&SendMessageBatchRequestEntry.1.Id=test_msg_001"
                            + "&SendMessageBatchRequestEntry.1.MessageBody=test%20message%20body%201"
                            + "&SendMessageBatchRequestEntry.2.Id=test_msg_002"
                            + "&SendMessageBatchRequestEntry.2.MessageBody=test%20message%20body%202"
                            + "&SendMessageBatchRequestEntry.2.DelaySeconds=60"
                            + "&SendMessageBatchRequestEntry.2.MessageAttribute.1.Name=test_attribute_name_1"
                            + "&SendMessageBatchRequestEntry.2.MessageAttribute.1.Value.StringValue=test_attribute_value_1"
                            + "&SendMessageBatchRequestEntry.2.MessageAttribute.1.Value.DataType=String",
                    SendMessageBatchRequest.builder()
                            .queueUrl(QUEUE)
                            .entries(
                                    SendMessageBatchRequestEntry.builder()
                                            .id("test_msg_001")
                                            .messageBody("test message body 1")
                                            .build(),
                                    SendMessageBatchRequestEntry.builder()
                                            .id("test_msg_002")
                                            .messageBody("test message body 2")
                                            .delaySeconds(60)
                                            .messageAttributes(Map.of(
                                                    "test_attribute_name_1",
                                                    MessageAttributeValue.builder()
                                                            .stringValue("test_attribute_value_1")
                                                            .dataType("String")
                                                            .build()))
                                            .build())
                            .build()),
            new Case(
                    "Action=SetQueueAttributes&Attribute.Name=VisibilityTimeout&Attribute.Value=35",
                    SetQueueAttributesRequest.builder()
                            .queueUrl(QUEUE)
                            .attributesWithStrings(Map.of("VisibilityTimeout", "35"))
                            .build()),
            new Case(
                    "Action=StartMessageMoveTask&SourceArn=arn:aws:sqs:us-east-1:177715257436:MyDlq&MaxNumberOfMessagesPerSecond=50",
                    StartMessageMoveTaskRequest.builder()
                            .sourceArn("arn:aws:sqs:us-east-1:177715257436:MyDlq")
                            .maxNumberOfMessagesPerSecond(50)
                            .build()),
            new Case(
                    "Action=TagQueue&Tag.1.Key=QueueType&Tag.1.Value=Production",
                    TagQueueRequest.builder()
                            .queueUrl(QUEUE)
                            .tags(Map.of("QueueType", "Production"))
                            .build()),
            new Case(
                    "Action=UntagQueue&TagKey.1=QueueType&TagKey.2=Owner",
                    UntagQueueRequest.builder()
                            .queueUrl(QUEUE)
                            .tagKeys("QueueType", "Owner")
                            .build()));

    @ParameterizedTest
    @FieldSource("CASES")
    void a_documented_request_posted_to_its_url_is_understood(Case example) {
        sqs.answering(ListQueuesResponse.builder().build()).dispatch(post(example.path(), example.form));
        assertThat(sqs.received()).isEqualTo(example.expected);
    }

    @Test
    void a_get_with_the_parameters_in_the_query_string_is_understood() {
        HttpResponse response = sqs.answering(ListQueuesResponse.builder()
                        .queueUrls("http://h/1/a", "http://h/1/b&c")
                        .build())
                .dispatch(WireFixture.request(
                        "GET", "/?Action=ListQueues&Version=2012-11-05&QueueNamePrefix=a%2Bb", Headers.EMPTY, ""));
        assertThat(sqs.received())
                .isEqualTo(ListQueuesRequest.builder().queueNamePrefix("a+b").build());
        assertThat(WireFixture.text(response))
                .contains("<ListQueuesResult><QueueUrl>http://h/1/a</QueueUrl><QueueUrl>http://h/1/b&amp;c</QueueUrl>"
                        + "</ListQueuesResult>");
    }

    @Test
    void an_explicit_queue_url_wins_over_the_path() {
        sqs.answering(SendMessageResponse.builder().build())
                .dispatch(post(
                        "/177715257436/MyQueue",
                        "Action=SendMessage&MessageBody=m&QueueUrl=http%3A%2F%2Fother%2F1%2Fq"));
        assertThat(sqs.received())
                .isEqualTo(SendMessageRequest.builder()
                        .queueUrl("http://other/1/q")
                        .messageBody("m")
                        .build());
    }

    @Test
    void a_response_is_the_documented_xml() {
        HttpResponse response = sqs.answering(SendMessageResponse.builder()
                        .md5OfMessageBody("fafb00f5732ab283681e124bf8747ed1")
                        .messageId("5fea7756-0ea4-451a-a703-a558b933e274")
                        .build())
                .dispatch(post("/177715257436/MyQueue/", "Action=SendMessage&MessageBody=m"));
        String requestId = WireFixture.header(response, "x-amzn-RequestId");
        assertThat(WireFixture.header(response, "Content-Type")).isEqualTo("text/xml");
        assertThat(WireFixture.header(response, "Date")).isEqualTo("Mon, 23 Nov 2026 12:00:00 GMT");
        assertThat(WireFixture.text(response)).isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <SendMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><SendMessageResult>\
                        <MD5OfMessageBody>fafb00f5732ab283681e124bf8747ed1</MD5OfMessageBody>\
                        <MessageId>5fea7756-0ea4-451a-a703-a558b933e274</MessageId></SendMessageResult>\
                        <ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata></SendMessageResponse>""".formatted(requestId));
    }

    @Test
    void nested_lists_and_maps_are_flattened_under_their_old_names() {
        HttpResponse response = sqs.answering(ReceiveMessageResponse.builder()
                        .messages(Message.builder()
                                .messageId("5fea7756")
                                .receiptHandle("MbZj6wDWli")
                                .md5OfBody("fafb00f5")
                                .body("This is a <test>\r\n")
                                .attributesWithStrings(Map.of("SenderId", "195004372649"))
                                .messageAttributes(Map.of(
                                        "a",
                                        MessageAttributeValue.builder()
                                                .stringValue("v")
                                                .dataType("String")
                                                .build()))
                                .build())
                        .build())
                .dispatch(post("/177715257436/MyQueue/", "Action=ReceiveMessage"));
        assertThat(WireFixture.text(response))
                .contains("<ReceiveMessageResult><Message><MessageId>5fea7756</MessageId>"
                        + "<ReceiptHandle>MbZj6wDWli</ReceiptHandle><MD5OfBody>fafb00f5</MD5OfBody>"
                        + "<Body>This is a &lt;test&gt;&#xd;\n</Body>"
                        + "<Attribute><Name>SenderId</Name><Value>195004372649</Value></Attribute>"
                        + "<MessageAttribute><Name>a</Name><Value><StringValue>v</StringValue>"
                        + "<DataType>String</DataType></Value></MessageAttribute></Message></ReceiveMessageResult>");
    }

    @Test
    void batches_attributes_and_tags_answer_under_their_old_names() {
        assertThat(xml(
                        "SendMessageBatch",
                        SendMessageBatchResponse.builder()
                                .successful(SendMessageBatchResultEntry.builder()
                                        .id("1")
                                        .messageId("m")
                                        .build())
                                .failed(BatchResultErrorEntry.builder()
                                        .id("2")
                                        .senderFault(true)
                                        .code("C")
                                        .build())
                                .build()))
                .contains("<SendMessageBatchResult><SendMessageBatchResultEntry><Id>1</Id><MessageId>m</MessageId>"
                        + "</SendMessageBatchResultEntry><BatchResultErrorEntry><Id>2</Id><SenderFault>true</SenderFault>"
                        + "<Code>C</Code></BatchResultErrorEntry></SendMessageBatchResult>");
        assertThat(xml(
                        "GetQueueAttributes",
                        GetQueueAttributesResponse.builder()
                                .attributesWithStrings(Map.of("VisibilityTimeout", "30"))
                                .build()))
                .contains("<GetQueueAttributesResult><Attribute><Name>VisibilityTimeout</Name><Value>30</Value>"
                        + "</Attribute></GetQueueAttributesResult>");
        assertThat(xml(
                        "ListQueueTags",
                        ListQueueTagsResponse.builder().tags(Map.of("k", "v")).build()))
                .contains("<ListQueueTagsResult><Tag><Key>k</Key><Value>v</Value></Tag></ListQueueTagsResult>");
        assertThat(xml("DeleteMessage", DeleteMessageResponse.builder().build()))
                .contains("/\"><ResponseMetadata><RequestId>");
    }

    private String xml(String operation, AwsResponse response) {
        return WireFixture.text(
                sqs.answering(response).dispatch(post("/177715257436/MyQueue/", "Action=" + operation)));
    }
}
