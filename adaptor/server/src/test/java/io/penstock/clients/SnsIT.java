package io.penstock.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.URI;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.InvalidParameterValueException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.Subscription;
import software.amazon.awssdk.services.sns.model.Tag;
import software.amazon.awssdk.services.sns.model.Topic;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** SNS over HTTP with the SDK for Java v2, delivering to queues. */
@ExtendWith(SharedServer.class)
final class SnsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SQS = "arn:aws:sqs:us-east-1:000000000000:";

    private final TestServer server;
    private final SnsClient sns;
    private final SqsClient sqs;
    private final String name = "sns-" + System.nanoTime();

    SnsIT(TestServer server) {
        this.server = server;
        this.sns = Sdk.sns(server.endpoint());
        this.sqs = Sdk.sync(server.endpoint());
    }

    @AfterEach
    void close() {
        sns.close();
        sqs.close();
    }

    private String topic() {
        return sns.createTopic(create -> create.name(name)).topicArn();
    }

    /** A queue by a name of this test's own, subscribed. */
    private String subscribe(String topic, String queue, Map<String, String> attributes) {
        sqs.createQueue(create -> create.queueName(name + queue));
        return sns.subscribe(subscribe -> subscribe
                        .topicArn(topic)
                        .protocol("sqs")
                        .endpoint(SQS + name + queue)
                        .attributes(attributes)
                        .returnSubscriptionArn(true))
                .subscriptionArn();
    }

    private List<Message> receive(String queue, int count) {
        String url = sqs.getQueueUrl(get -> get.queueName(name + queue)).queueUrl();
        List<Message> messages = new ArrayList<>();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            messages.addAll(sqs.receiveMessage(receive -> receive.queueUrl(url)
                            .maxNumberOfMessages(10)
                            .waitTimeSeconds(1)
                            .messageAttributeNames("All"))
                    .messages());
            return messages.size() >= count;
        });
        return messages;
    }

    private List<String> bodies(String queue, int count) {
        return receive(queue, count).stream().map(Message::body).sorted().toList();
    }

    private static software.amazon.awssdk.services.sqs.model.MessageAttributeValue attribute(
            Message message, String attribute) {
        return Objects.requireNonNull(message.messageAttributes().get(attribute), attribute);
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    @Test
    void a_message_comes_raw_with_its_attributes_or_in_an_envelope_whose_signature_verifies() throws Exception {
        String topic = topic();
        subscribe(topic, "raw", Map.of("RawMessageDelivery", "true"));
        String enveloped = subscribe(topic, "enveloped", Map.of());
        String id = sns.publish(publish -> publish.topicArn(topic)
                        .subject("Über")
                        .message("{\"ä\": 1}")
                        .messageAttributes(Map.of(
                                "color",
                                text("blue"),
                                "size",
                                MessageAttributeValue.builder()
                                        .dataType("Number")
                                        .stringValue("12")
                                        .build())))
                .messageId();
        Message raw = receive("raw", 1).getFirst();
        assertThat(raw.body()).isEqualTo("{\"ä\": 1}");
        assertThat(attribute(raw, "size").dataType()).isEqualTo("Number");
        assertThat(attribute(raw, "size").stringValue()).isEqualTo("12");
        JsonNode envelope = JSON.readTree(receive("enveloped", 1).getFirst().body());
        assertThat(envelope.path("Type").asText()).isEqualTo("Notification");
        assertThat(envelope.path("MessageId").asText()).isEqualTo(id);
        assertThat(envelope.path("TopicArn").asText()).isEqualTo(topic);
        assertThat(envelope.path("Subject").asText()).isEqualTo("Über");
        assertThat(envelope.path("Message").asText()).isEqualTo("{\"ä\": 1}");
        assertThat(envelope.path("Timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(envelope.path("UnsubscribeURL").asText())
                .startsWith(server.endpoint().toString())
                .endsWith("?Action=Unsubscribe&Version=2010-03-31&SubscriptionArn=" + enveloped);
        assertThat(envelope.path("MessageAttributes").path("color"))
                .isEqualTo(JSON.readTree("{\"Type\":\"String\",\"Value\":\"blue\"}"));
        assertThat(verifies(envelope, "SHA1withRSA")).isTrue();
        sns.setTopicAttributes(
                set -> set.topicArn(topic).attributeName("SignatureVersion").attributeValue("2"));
        sns.publish(publish -> publish.topicArn(topic).message("second"));
        JsonNode second = JSON.readTree(receive("enveloped", 1).getFirst().body());
        assertThat(second.path("SignatureVersion").asText()).isEqualTo("2");
        assertThat(verifies(second, "SHA256withRSA")).isTrue();
        assertThat(verifies(second, "SHA1withRSA")).isFalse();
    }

    /** As AWS documents it: the certificate from SigningCertURL, and the members' names and values line by line. */
    private static boolean verifies(JsonNode envelope, String algorithm) throws Exception {
        StringBuilder signed = new StringBuilder();
        for (String member : List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")) {
            if (envelope.has(member)) {
                signed.append(member)
                        .append('\n')
                        .append(envelope.path(member).asText())
                        .append('\n');
            }
        }
        try (InputStream pem =
                URI.create(envelope.path("SigningCertURL").asText()).toURL().openStream()) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
            certificate.checkValidity();
            certificate.verify(certificate.getPublicKey());
            Signature signature = Signature.getInstance(algorithm);
            signature.initVerify(certificate);
            signature.update(signed.toString().getBytes(UTF_8));
            return signature.verify(
                    Base64.getDecoder().decode(envelope.path("Signature").asText()));
        }
    }

    @Test
    void a_policy_on_attributes_and_one_on_bodies_take_what_they_say_from_the_next_message_on() {
        String topic = topic();
        subscribe(topic, "all", Map.of("RawMessageDelivery", "true"));
        String byAttribute = subscribe(
                topic, "blue", Map.of("RawMessageDelivery", "true", "FilterPolicy", "{\"color\":[\"blue\"]}"));
        subscribe(
                topic,
                "body",
                Map.of(
                        "RawMessageDelivery", "true",
                        "FilterPolicyScope", "MessageBody",
                        "FilterPolicy", "{\"price\":[{\"numeric\":[\">\",10]}]}"));
        sns.publish(publish ->
                publish.topicArn(topic).message("{\"price\":5}").messageAttributes(Map.of("color", text("blue"))));
        sns.publish(publish ->
                publish.topicArn(topic).message("{\"price\":50}").messageAttributes(Map.of("color", text("red"))));
        // What is still on its way when a policy changes may be held against the new one: first everything arrives.
        assertThat(bodies("all", 2)).containsExactly("{\"price\":50}", "{\"price\":5}");
        assertThat(bodies("body", 1)).containsExactly("{\"price\":50}");
        assertThat(bodies("blue", 1)).containsExactly("{\"price\":5}");
        sns.setSubscriptionAttributes(set ->
                set.subscriptionArn(byAttribute).attributeName("FilterPolicy").attributeValue("{\"color\":[\"red\"]}"));
        sns.publish(
                publish -> publish.topicArn(topic).message("later").messageAttributes(Map.of("color", text("red"))));
        assertThat(bodies("blue", 1)).containsExactly("later");
    }

    @Test
    void a_structured_message_has_a_text_for_queues() {
        String topic = topic();
        subscribe(topic, "", Map.of("RawMessageDelivery", "true"));
        sns.publish(publish ->
                publish.topicArn(topic).messageStructure("json").message("{\"default\":\"d\",\"sqs\":\"for queues\"}"));
        sns.publish(publish ->
                publish.topicArn(topic).messageStructure("json").message("{\"default\":\"d\",\"http\":\"no\"}"));
        assertThat(bodies("", 2)).containsExactly("d", "for queues");
        assertThatThrownBy(() -> sns.publish(publish ->
                        publish.topicArn(topic).messageStructure("json").message("{\"sqs\":\"x\"}")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid parameter: Message Structure - No default entry in JSON message body");
    }

    @Test
    void a_batch_is_answered_entry_by_entry_and_delivered() {
        String topic = topic();
        subscribe(topic, "", Map.of("RawMessageDelivery", "true"));
        List<PublishBatchRequestEntry> entries = IntStream.range(0, 10)
                .mapToObj(i -> PublishBatchRequestEntry.builder()
                        .id("e" + i)
                        .message("m" + i)
                        .build())
                .toList();
        PublishBatchResponse response =
                sns.publishBatch(batch -> batch.topicArn(topic).publishBatchRequestEntries(entries));
        assertThat(response.successful()).hasSize(10);
        assertThat(response.failed()).isEmpty();
        assertThat(bodies("", 10)).hasSize(10).startsWith("m0", "m1");
    }

    @Test
    void what_a_queue_cannot_take_goes_to_the_dead_letter_queue_of_the_subscription() {
        String topic = topic();
        sqs.createQueue(create -> create.queueName(name + "dlq"));
        subscribe(
                topic,
                "gone",
                Map.of(
                        "RawMessageDelivery",
                        "true",
                        "RedrivePolicy",
                        "{\"deadLetterTargetArn\":\"" + SQS + name + "dlq\"}"));
        String url = sqs.getQueueUrl(get -> get.queueName(name + "gone")).queueUrl();
        sqs.deleteQueue(delete -> delete.queueUrl(url));
        sns.publish(
                publish -> publish.topicArn(topic).message("lost?").messageAttributes(Map.of("color", text("blue"))));
        Message dead = receive("dlq", 1).getFirst();
        assertThat(dead.body()).isEqualTo("lost?");
        assertThat(attribute(dead, "ErrorCode").stringValue()).isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
        assertThat(dead.messageAttributes()).containsKeys("RequestID", "ErrorMessage", "color");
    }

    @Test
    void a_topic_that_is_created_anew_under_its_name_has_nothing_of_the_one_before() {
        String topic = topic();
        subscribe(topic, "", Map.of("RawMessageDelivery", "true"));
        sns.publish(publish -> publish.topicArn(topic).message("first"));
        assertThat(bodies("", 1)).containsExactly("first");
        sns.deleteTopic(delete -> delete.topicArn(topic));
        assertThatThrownBy(() -> sns.publish(publish -> publish.topicArn(topic).message("nowhere")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Topic does not exist");
        assertThat(topic()).isEqualTo(topic);
        assertThat(sns.listSubscriptionsByTopic(list -> list.topicArn(topic)).subscriptions())
                .isEmpty();
        subscribe(topic, "", Map.of("RawMessageDelivery", "true"));
        sns.publish(publish -> publish.topicArn(topic).message("second"));
        sns.publish(publish -> publish.topicArn(topic).message("third"));
        assertThat(bodies("", 2)).containsExactly("second", "third");
    }

    @Test
    void topics_and_subscriptions_are_described_listed_and_tagged() {
        String topic = topic();
        assertThat(topic()).isEqualTo(topic);
        assertThatThrownBy(
                        () -> sns.createTopic(create -> create.name(name).attributes(Map.of("DisplayName", "other"))))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining(
                        "Invalid parameter: Attributes Reason: Topic already exists with different attributes");
        String subscription = subscribe(topic, "", Map.of("FilterPolicy", "{\"a\":[1]}"));
        assertThat(subscribe(topic, "", Map.of())).isEqualTo(subscription);
        assertThat(sns.getSubscriptionAttributes(get -> get.subscriptionArn(subscription))
                        .attributes())
                .containsEntry("FilterPolicy", "{\"a\":[1]}")
                .containsEntry("FilterPolicyScope", "MessageAttributes")
                .containsEntry("RawMessageDelivery", "false")
                .containsEntry("PendingConfirmation", "false")
                .containsEntry("Endpoint", SQS + name);
        assertThat(sns.getTopicAttributes(get -> get.topicArn(topic)).attributes())
                .containsEntry("SubscriptionsConfirmed", "1")
                .containsEntry("Owner", "000000000000")
                .containsKeys("Policy", "EffectiveDeliveryPolicy");
        assertThat(sns.listSubscriptionsPaginator().subscriptions().stream().map(Subscription::subscriptionArn))
                .contains(subscription);
        assertThat(sns.listTopicsPaginator().topics().stream().map(Topic::topicArn))
                .contains(topic);
        sns.tagResource(tag ->
                tag.resourceArn(topic).tags(Tag.builder().key("k").value("v").build()));
        assertThat(sns.listTagsForResource(list -> list.resourceArn(topic)).tags())
                .containsExactly(Tag.builder().key("k").value("v").build());
        sns.addPermission(add ->
                add.topicArn(topic).label("l").awsAccountIds("111122223333").actionNames("Publish"));
        assertThat(sns.getTopicAttributes(get -> get.topicArn(topic))
                        .attributes()
                        .get("Policy"))
                .contains("\"Sid\":\"l\"", "SNS:Publish");
        sns.removePermission(remove -> remove.topicArn(topic).label("l"));
        sns.unsubscribe(unsubscribe -> unsubscribe.subscriptionArn(subscription));
        assertThatThrownBy(() -> sns.getSubscriptionAttributes(get -> get.subscriptionArn(subscription)))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Subscription does not exist");
        assertThat(sns.getTopicAttributes(get -> get.topicArn(topic)).attributes())
                .containsEntry("SubscriptionsDeleted", "1");
    }

    @Test
    void what_cannot_be_delivered_or_matched_is_refused_when_it_is_asked_for() {
        String topic = topic();
        assertThatThrownBy(() -> sns.subscribe(subscribe ->
                        subscribe.topicArn(topic).protocol("pigeon").endpoint("x")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Amazon SNS does not support this protocol string: pigeon");
        assertThatThrownBy(() -> sns.subscribe(
                        subscribe -> subscribe.topicArn(topic).protocol("email").endpoint("a@example.com")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("the protocol email is not available here");
        assertThatThrownBy(() -> subscribe(topic, "", Map.of("FilterPolicy", "{\"a\":[{\"wildcard\":\"*\"}]}")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid parameter: Attributes Reason: FilterPolicy:");
        assertThatThrownBy(() -> sns.publish(publish -> publish.topicArn(topic).message("x".repeat(262_145))))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid parameter: Message too long");
        assertThatThrownBy(() -> sns.publish(
                        publish -> publish.topicArn(topic).message("x").messageAttributes(Map.of("a..b", text("x")))))
                .isInstanceOf(InvalidParameterValueException.class);
        assertThatThrownBy(() -> sns.createTopic(create -> create.name(name + ".fifo")))
                .isInstanceOf(InvalidParameterException.class);
    }
}
