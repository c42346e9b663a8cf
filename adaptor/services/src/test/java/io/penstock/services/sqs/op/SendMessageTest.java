package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.SqsFixture.fault;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.sqs.SqsFixture;
import io.penstock.services.sqs.rules.SqsFaults;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

class SendMessageTest {

    private final SqsFixture sqs = new SqsFixture();

    @AfterEach
    void close() {
        sqs.close();
    }

    private FaultException refusal(String url, String body) {
        return fault(() -> sqs.send(url, body));
    }

    @Test
    void a_message_that_was_sent_is_received_and_deleted() {
        String url = sqs.createQueue("orders");
        String id = sqs.send(url, "hello");
        List<Message> received = sqs.receive(url);
        assertThat(received).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo("hello");
            assertThat(message.messageId()).isEqualTo(id);
            assertThat(message.md5OfBody()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        });
        sqs.delete(url, received.getFirst());
        sqs.advance(Duration.ofMinutes(1));
        assertThat(sqs.receive(url)).isEmpty();
    }

    @Test
    void digests_are_those_that_sdks_verify() {
        String url = sqs.createQueue("orders");
        SendMessageResponse sent = sqs.client.sendMessage(request -> request.queueUrl(url)
                .messageBody("test")
                .messageAttributes(Map.of(
                        "timestamp",
                        MessageAttributeValue.builder()
                                .dataType("Number")
                                .stringValue("1493147359900")
                                .build())));
        // Recorded from AWS; published with moto's and LocalStack's tests.
        assertThat(sent.md5OfMessageBody()).isEqualTo("098f6bcd4621d373cade4e832627b4f6");
        assertThat(sent.md5OfMessageAttributes()).isEqualTo("235c5c510d26fb653d073faed50ae77c");
        assertThat(sent.sequenceNumber()).isNull();
    }

    @Test
    void attributes_of_every_type_come_back_as_they_were_sent() {
        String url = sqs.createQueue("orders");
        Map<String, MessageAttributeValue> attributes = Map.of(
                "text", value("String", "größe"),
                "price", value("Number.int", "42"),
                "label", value("String.my.label", "x"),
                "raw",
                        MessageAttributeValue.builder()
                                .dataType("Binary.png")
                                .binaryValue(SdkBytes.fromByteArray(new byte[] {0, -1, 7}))
                                .build());
        String sent = sqs.client
                .sendMessage(
                        request -> request.queueUrl(url).messageBody("body").messageAttributes(attributes))
                .md5OfMessageAttributes();
        Message received = sqs.receive(url).getFirst();
        assertThat(received.messageAttributes()).isEqualTo(attributes);
        assertThat(received.md5OfMessageAttributes()).isEqualTo(sent);
    }

    private static MessageAttributeValue value(String type, String text) {
        return MessageAttributeValue.builder().dataType(type).stringValue(text).build();
    }

    @Test
    void a_trace_header_travels_with_its_own_digest() {
        String url = sqs.createQueue("orders");
        SendMessageResponse sent = sqs.client.sendMessage(request -> request.queueUrl(url)
                .messageBody("test")
                .messageSystemAttributes(Map.of(
                        MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                        system("Root=1-5759e988-bd862e3fe1be46a9"))));
        assertThat(sent.md5OfMessageSystemAttributes()).hasSize(32);
        assertThat(sqs.receive(url).getFirst().attributes())
                .containsEntry(MessageSystemAttributeName.AWS_TRACE_HEADER, "Root=1-5759e988-bd862e3fe1be46a9")
                .containsEntry(MessageSystemAttributeName.SENDER_ID, SqsFixture.CALLER.senderId());
    }

    private static software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue system(String text) {
        return software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue.builder()
                .dataType("String")
                .stringValue(text)
                .build();
    }

    @Test
    void a_body_of_one_mebibyte_is_accepted_and_one_byte_more_is_not() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "x".repeat(1_048_576));
        assertThat(refusal(url, "x".repeat(1_048_577)))
                .hasMessage("One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.");
        assertThat(sqs.receive(url).getFirst().body()).hasSize(1_048_576);
    }

    @Test
    void lists_without_values_are_no_lists_and_types_hold_only_characters_that_xml_can_carry() {
        String url = sqs.createQueue("orders");
        MessageAttributeValue plain = MessageAttributeValue.builder()
                .dataType("String")
                .stringValue("x")
                .stringListValues(List.of())
                .binaryListValues(List.of())
                .build();
        sqs.client.sendMessage(
                request -> request.queueUrl(url).messageBody("body").messageAttributes(Map.of("a", plain)));
        MessageAttributeValue odd = MessageAttributeValue.builder()
                .dataType("Number.\u0001")
                .stringValue("1")
                .build();
        assertThat(fault(() -> sqs.client.sendMessage(request ->
                                request.queueUrl(url).messageBody("body").messageAttributes(Map.of("a", odd))))
                        .fault())
                .isEqualTo(SqsFaults.INVALID_PARAMETER_VALUE);
    }

    @Test
    void the_queue_own_maximum_counts_attributes_too() {
        String url = sqs.createQueue("orders", Map.of(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1024"));
        FaultException fault = fault(() -> sqs.client.sendMessage(request -> request.queueUrl(url)
                .messageBody("x".repeat(1020))
                .messageAttributes(Map.of("k", value("String", "v")))));
        assertThat(fault)
                .hasMessage("One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.");
    }

    @Test
    void an_empty_body_is_a_missing_parameter() {
        String url = sqs.createQueue("orders");
        FaultException fault = refusal(url, "");
        assertThat(fault.fault()).isEqualTo(SqsFaults.MISSING_PARAMETER);
        assertThat(fault).hasMessage("The request must contain the parameter MessageBody.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "a\u0008", "\uFFFE", "x\uD800y"})
    void characters_that_xml_cannot_carry_are_refused(String body) {
        String url = sqs.createQueue("orders");
        assertThat(refusal(url, body).fault()).isEqualTo(SqsFaults.INVALID_MESSAGE_CONTENTS);
    }

    @Test
    void tabs_line_ends_and_supplementary_characters_are_allowed() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "a\t\r\n\uD83D\uDE00\uFFFD");
        assertThat(sqs.bodies(url)).containsExactly("a\t\r\n\uD83D\uDE00\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS.x", "amazon.x", ".x", "x.", "a..b", "a b", ""})
    void attribute_names_of_the_wrong_form_are_refused(String name) {
        String url = sqs.createQueue("orders");
        FaultException fault = fault(() -> sqs.client.sendMessage(request ->
                request.queueUrl(url).messageBody("b").messageAttributes(Map.of(name, value("String", "v")))));
        assertThat(fault.fault()).isEqualTo(SqsFaults.INVALID_PARAMETER_VALUE);
    }

    @Test
    void an_empty_attribute_value_is_refused_in_aws_words() {
        String url = sqs.createQueue("orders");
        FaultException fault = fault(() -> sqs.client.sendMessage(request ->
                request.queueUrl(url).messageBody("b").messageAttributes(Map.of("ErrorDetails", value("String", "")))));
        assertThat(fault)
                .hasMessage("Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "1e999", "123456789012345678901234567890123456789"})
    void what_is_no_number_is_refused_as_one(String text) {
        String url = sqs.createQueue("orders");
        FaultException fault = fault(() -> sqs.client.sendMessage(request ->
                request.queueUrl(url).messageBody("b").messageAttributes(Map.of("n", value("Number", text)))));
        assertThat(fault).hasMessage("Can't cast the value of message (user) attribute 'n' to a number.");
    }

    @Test
    void a_delayed_message_is_hidden_until_its_time() {
        String url = sqs.createQueue("orders");
        sqs.client.sendMessage(
                request -> request.queueUrl(url).messageBody("later").delaySeconds(10));
        assertThat(sqs.receive(url)).isEmpty();
        assertThat(sqs.attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
                .isEqualTo("1");
        sqs.advance(Duration.ofSeconds(10));
        assertThat(sqs.bodies(url)).containsExactly("later");
    }

    @Test
    void a_message_own_delay_overrides_that_of_the_queue() {
        String url = sqs.createQueue("orders", Map.of(QueueAttributeName.DELAY_SECONDS, "60"));
        sqs.send(url, "queue delay");
        sqs.client.sendMessage(
                request -> request.queueUrl(url).messageBody("at once").delaySeconds(0));
        assertThat(sqs.bodies(url)).containsExactly("at once");
        sqs.advance(Duration.ofSeconds(60));
        assertThat(sqs.bodies(url)).contains("queue delay");
    }

    @Test
    void a_delay_out_of_range_is_refused() {
        String url = sqs.createQueue("orders");
        FaultException fault = fault(() -> sqs.client.sendMessage(
                request -> request.queueUrl(url).messageBody("b").delaySeconds(901)));
        assertThat(fault)
                .hasMessage(
                        "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.");
    }

    @Test
    void a_queue_that_does_not_exist_is_named_as_such() {
        assertThat(refusal("http://localhost:4566/000000000000/nowhere", "b").fault())
                .isEqualTo(SqsFaults.QUEUE_DOES_NOT_EXIST);
    }

    @Test
    void a_deduplication_id_is_not_for_standard_queues() {
        String url = sqs.createQueue("orders");
        FaultException fault = fault(() -> sqs.client.sendMessage(
                request -> request.queueUrl(url).messageBody("b").messageDeduplicationId("d")));
        assertThat(fault).hasMessageStartingWith("Value d for parameter MessageDeduplicationId is invalid.");
    }

    @Test
    void a_group_on_a_standard_queue_is_kept() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "tenant-1", "b");
        assertThat(sqs.receive(url).getFirst().attributes())
                .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "tenant-1")
                .doesNotContainKey(MessageSystemAttributeName.SEQUENCE_NUMBER);
    }

    @Test
    void an_invalid_group_is_refused_in_aws_words() {
        String url = sqs.createQueue("orders");
        assertThat(fault(() -> sqs.send(url, "group 123", "b")))
                .hasMessage("Value group 123 for parameter MessageGroupId is invalid. Reason: MessageGroupId can only "
                        + "include alphanumeric and punctuation characters. 1 to 128 in length.");
    }
}
