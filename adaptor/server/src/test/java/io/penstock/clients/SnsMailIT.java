package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** SNS sending mails through a real SMTP server. */
@ExtendWith(SharedServer.class)
@TestInstance(Lifecycle.PER_CLASS)
final class SnsMailIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Mailbox mailbox = new Mailbox();
    private TestServer own;
    private SnsClient sns;
    private SqsClient sqs;

    @BeforeAll
    void start() {
        own = TestServer.start(Map.of(
                "smtp.host", "127.0.0.1",
                "smtp.port", Integer.toString(mailbox.port()),
                "smtp.security", "none",
                "smtp.sender", "sns@example.com"));
        sns = Sdk.sns(own.endpoint());
        sqs = Sdk.sync(own.endpoint());
    }

    @AfterAll
    void close() {
        sns.close();
        sqs.close();
        own.close();
        mailbox.close();
    }

    private static int visit(String url) throws Exception {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    private String topic(String name, Map<String, String> attributes) {
        return sns.createTopic(create -> create.name(name).attributes(attributes))
                .topicArn();
    }

    private String ask(String topic, String protocol, String address) {
        return sns.subscribe(subscribe -> subscribe
                        .topicArn(topic)
                        .protocol(protocol)
                        .endpoint(address)
                        .returnSubscriptionArn(true))
                .subscriptionArn();
    }

    @Test
    void a_person_consents_by_a_link_gets_letters_and_leaves_and_comes_back_by_links() throws Exception {
        String topic = topic("letters", Map.of("DisplayName", "Alarms \u2603"));
        String arn = ask(topic, "email", "person@example.com");
        Mailbox.Mail asked = mailbox.await("person@example.com", 0);
        assertThat(asked.subject()).isEqualTo("AWS Notification - Subscription Confirmation");
        assertThat(asked.from()).endsWith("<sns@example.com>").startsWith("=?UTF-8?");
        assertThat(asked.text()).startsWith("You have chosen to subscribe to the topic:\n" + topic + "\n");
        sns.publish(publish -> publish.topicArn(topic).message("too early"));
        assertThat(visit(asked.link())).isEqualTo(200);
        assertThat(sns.getSubscriptionAttributes(get -> get.subscriptionArn(arn))
                        .attributes())
                .containsEntry("PendingConfirmation", "false")
                .containsEntry("Endpoint", "person@example.com");

        sns.publish(publish -> publish.topicArn(topic)
                .subject("Disk")
                .messageStructure("json")
                .message("{\"default\":\"d\",\"email\":\"It is full.\"}"));
        Mailbox.Mail letter = mailbox.await("person@example.com", 1);
        assertThat(letter.subject()).isEqualTo("Disk");
        assertThat(letter.text())
                .isEqualTo(
                        "It is full.\n\n--\nIf you wish to stop receiving notifications from this topic, please click or"
                                + " visit the link below to unsubscribe:\n" + letter.link()
                                + "\n\nPlease do not reply directly to this email.\n");
        sns.publish(publish -> publish.topicArn(topic).message("no subject"));
        assertThat(mailbox.await("person@example.com", 2).subject()).isEqualTo("AWS Notification Message");

        assertThat(visit(letter.link())).isEqualTo(200);
        assertThatThrownBy(() -> sns.getSubscriptionAttributes(get -> get.subscriptionArn(arn)))
                .isInstanceOf(NotFoundException.class);
        Mailbox.Mail left = mailbox.await("person@example.com", 3);
        assertThat(left.subject()).isEqualTo("AWS Notification - Unsubscribe Confirmation");
        assertThat(visit(left.link())).isEqualTo(200);
        sns.publish(publish -> publish.topicArn(topic).message("again"));
        assertThat(mailbox.await("person@example.com", 4).text()).startsWith("again\n");
    }

    @Test
    void a_program_gets_the_envelope() throws Exception {
        String topic = topic("envelopes", Map.of());
        ask(topic, "email-json", "program@example.com");
        Mailbox.Mail asked = mailbox.await("program@example.com", 0);
        assertThat(asked.from()).isEqualTo("AWS Notifications <sns@example.com>");
        JsonNode question = JSON.readTree(asked.text());
        assertThat(question.path("Type").asText()).isEqualTo("SubscriptionConfirmation");
        sns.confirmSubscription(
                confirm -> confirm.topicArn(topic).token(question.path("Token").asText()));
        String text = "snow \u2603 ".repeat(1_000);
        String id =
                sns.publish(publish -> publish.topicArn(topic).message(text)).messageId();
        JsonNode envelope =
                JSON.readTree(mailbox.await("program@example.com", 1).text());
        assertThat(envelope.path("Message").asText()).isEqualTo(text);
        assertThat(envelope.path("MessageId").asText()).isEqualTo(id);
        assertThat(envelope.path("Signature").asText()).isNotEmpty();
    }

    @Test
    void what_the_relay_refuses_for_good_goes_to_the_dead_letter_queue() {
        String topic = topic("refused", Map.of());
        String queue =
                sqs.createQueue(create -> create.queueName("refused-mails")).queueUrl();
        String arn = ask(topic, "email", "somebody@example.com");
        String token = mailbox.await("somebody@example.com", 0).link().replaceFirst(".*Token=", "");
        sns.confirmSubscription(confirm -> confirm.topicArn(topic).token(token));
        sns.setSubscriptionAttributes(set -> set.subscriptionArn(arn)
                .attributeName("RedrivePolicy")
                .attributeValue("{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:refused-mails\"}"));
        mailbox.refuse("somebody@example.com");
        sns.publish(publish -> publish.topicArn(topic).message("lost?"));
        List<Message> dead = Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> sqs.receiveMessage(receive -> receive.queueUrl(queue)
                                        .waitTimeSeconds(1)
                                        .messageAttributeNames("All"))
                                .messages(),
                        messages -> !messages.isEmpty());
        assertThat(dead.getFirst().body()).startsWith("lost?\n");
        assertThat(dead.getFirst().messageAttributes())
                .hasEntrySatisfying(
                        "ErrorCode", code -> assertThat(code.stringValue()).isEqualTo("550"));
    }

    @Test
    void what_no_mail_can_be_is_refused() {
        String topic = topic("refusing", Map.of());
        for (String address : List.of("somebody", "a@b@c", "a@example.com,b@example.com", "a b@example.com")) {
            assertThatThrownBy(() -> ask(topic, "email", address))
                    .isInstanceOf(InvalidParameterException.class)
                    .hasMessageContaining("Invalid parameter: Email address");
        }
        assertThatThrownBy(() -> sns.subscribe(subscribe -> subscribe
                        .topicArn(topic)
                        .protocol("email")
                        .endpoint("a@example.com")
                        .attributes(Map.of("RawMessageDelivery", "true"))))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Delivery protocol [email] does not support raw message delivery.");
    }

    @Test
    void without_a_relay_subscribers_are_told_which_setting_is_missing(TestServer without) {
        try (SnsClient other = Sdk.sns(without.endpoint())) {
            String topic = other.createTopic(create -> create.name("no-relay")).topicArn();
            for (String protocol : List.of("email", "email-json")) {
                assertThatThrownBy(() -> other.subscribe(subscribe ->
                                subscribe.topicArn(topic).protocol(protocol).endpoint("a@example.com")))
                        .isInstanceOf(InvalidParameterException.class)
                        .hasMessageContaining("smtp.host");
            }
        }
    }
}
