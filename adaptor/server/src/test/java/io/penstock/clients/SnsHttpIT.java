package io.penstock.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** SNS delivering to an HTTP server. */
@ExtendWith(SharedServer.class)
final class SnsHttpIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SQS = "arn:aws:sqs:us-east-1:000000000000:";

    /** Two retries, a second apart. */
    private static final String FAST =
            "{\"healthyRetryPolicy\":{\"minDelayTarget\":1,\"maxDelayTarget\":1,\"numRetries\":2}}";

    private final SnsClient sns;
    private final SqsClient sqs;
    private final Webhook hook = new Webhook();
    private final String name = "http-" + System.nanoTime();
    private final String topic;

    SnsHttpIT(TestServer server) {
        this.sns = Sdk.sns(server.endpoint());
        this.sqs = Sdk.sync(server.endpoint());
        this.topic = sns.createTopic(create -> create.name(name)).topicArn();
    }

    @AfterEach
    void close() {
        sns.close();
        sqs.close();
        hook.close();
    }

    private String ask(String path, Map<String, String> attributes) {
        return sns.subscribe(subscribe -> subscribe
                        .topicArn(topic)
                        .protocol("http")
                        .endpoint(hook.url(path))
                        .attributes(attributes)
                        .returnSubscriptionArn(true))
                .subscriptionArn();
    }

    private List<Webhook.Request> await(String path, int count) {
        org.awaitility.Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(hook.of(path)).hasSizeGreaterThanOrEqualTo(count));
        return hook.of(path);
    }

    private static JsonNode json(Webhook.Request request) {
        try {
            return JSON.readTree(request.body());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A subscription whose endpoint has consented; what it got for that is forgotten. */
    private String subscribe(String path, Map<String, String> attributes) {
        String arn = ask(path, attributes);
        String token = json(await(path, 1).getFirst()).path("Token").asText();
        sns.confirmSubscription(confirm -> confirm.topicArn(topic).token(token));
        hook.requests.removeAll(hook.of(path));
        return arn;
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

    private static boolean verifies(JsonNode envelope, String algorithm) throws Exception {
        StringBuilder signed = new StringBuilder();
        for (String member : new TreeSet<>(
                List.of("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"))) {
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
            Signature signature = Signature.getInstance(algorithm);
            signature.initVerify(certificate);
            signature.update(signed.toString().getBytes(UTF_8));
            return signature.verify(
                    Base64.getDecoder().decode(envelope.path("Signature").asText()));
        }
    }

    private List<Message> receive(String queue, int count) {
        String url = sqs.getQueueUrl(get -> get.queueName(queue)).queueUrl();
        List<Message> messages = new ArrayList<>();
        org.awaitility.Awaitility.await().atMost(PATIENCE).until(() -> {
            messages.addAll(sqs.receiveMessage(receive -> receive.queueUrl(url)
                            .maxNumberOfMessages(10)
                            .waitTimeSeconds(1)
                            .messageAttributeNames("All"))
                    .messages());
            return messages.size() >= count;
        });
        return messages;
    }

    private String deadLetters() {
        sqs.createQueue(create -> create.queueName(name + "-dlq"));
        return "{\"deadLetterTargetArn\":\"" + SQS + name + "-dlq\"}";
    }

    @Test
    void an_endpoint_is_asked_consents_by_its_url_and_gets_signed_messages_until_it_unsubscribes() throws Exception {
        String pending = sns.subscribe(
                        subscribe -> subscribe.topicArn(topic).protocol("http").endpoint(hook.url("/a")))
                .subscriptionArn();
        assertThat(pending).isEqualTo("pending confirmation");
        sns.publish(publish -> publish.topicArn(topic).message("too early"));
        Webhook.Request asked = await("/a", 1).getFirst();
        assertThat(asked.header("x-amz-sns-message-type")).isEqualTo("SubscriptionConfirmation");
        assertThat(asked.header("x-amz-sns-topic-arn")).isEqualTo(topic);
        assertThat(asked.header("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
        assertThat(asked.header("User-Agent")).isEqualTo("Amazon Simple Notification Service Agent");
        JsonNode question = json(asked);
        assertThat(asked.header("x-amz-sns-message-id"))
                .isEqualTo(question.path("MessageId").asText());
        assertThat(question.path("Type").asText()).isEqualTo("SubscriptionConfirmation");
        assertThat(verifies(question, "SHA1withRSA")).isTrue();
        assertThat(sns.getTopicAttributes(get -> get.topicArn(topic)).attributes())
                .containsEntry("SubscriptionsPending", "1");
        assertThatThrownBy(() -> sns.confirmSubscription(
                        confirm -> confirm.topicArn(topic).token("0123")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid parameter: Token");
        assertThat(visit(question.path("SubscribeURL").asText())).isEqualTo(200);
        String arn = sns.listSubscriptionsByTopic(list -> list.topicArn(topic))
                .subscriptions()
                .getFirst()
                .subscriptionArn();
        assertThat(sns.getSubscriptionAttributes(get -> get.subscriptionArn(arn))
                        .attributes())
                .containsEntry("PendingConfirmation", "false")
                .containsEntry("ConfirmationWasAuthenticated", "false");
        String id = sns.publish(publish -> publish.topicArn(topic).subject("s").message("hello"))
                .messageId();
        Webhook.Request notified = await("/a", 2).get(1);
        assertThat(notified.header("x-amz-sns-message-type")).isEqualTo("Notification");
        assertThat(notified.header("x-amz-sns-message-id")).isEqualTo(id);
        assertThat(notified.header("x-amz-sns-subscription-arn")).isEqualTo(arn);
        JsonNode notification = json(notified);
        assertThat(notification.path("Message").asText()).isEqualTo("hello");
        assertThat(verifies(notification, "SHA1withRSA")).isTrue();

        assertThat(visit(notification.path("UnsubscribeURL").asText())).isEqualTo(200);
        Webhook.Request left = await("/a", 3).get(2);
        assertThat(left.header("x-amz-sns-message-type")).isEqualTo("UnsubscribeConfirmation");
        assertThatThrownBy(() -> sns.getSubscriptionAttributes(get -> get.subscriptionArn(arn)))
                .isInstanceOf(NotFoundException.class);
        assertThat(visit(json(left).path("SubscribeURL").asText())).isEqualTo(200);
        sns.publish(publish -> publish.topicArn(topic).message("again"));
        assertThat(json(await("/a", 4).get(3)).path("Message").asText()).isEqualTo("again");
    }

    @Test
    void who_consents_with_a_signature_may_have_it_asked_of_who_unsubscribes() throws Exception {
        String arn = ask("/a", Map.of());
        String token = json(await("/a", 1).getFirst()).path("Token").asText();
        sns.confirmSubscription(confirm -> confirm.topicArn(topic).token(token).authenticateOnUnsubscribe("true"));
        sns.publish(publish -> publish.topicArn(topic).message("m"));
        String url = json(await("/a", 2).get(1)).path("UnsubscribeURL").asText();
        assertThat(visit(url)).isEqualTo(403);
        assertThat(sns.getSubscriptionAttributes(get -> get.subscriptionArn(arn))
                        .attributes())
                .containsEntry("ConfirmationWasAuthenticated", "true");
        sns.unsubscribe(unsubscribe -> unsubscribe.subscriptionArn(arn));
        assertThat(visit(url)).isEqualTo(200);
    }

    @Test
    void a_raw_message_is_the_body_with_the_content_type_of_the_policy_and_credentials_on_demand() {
        hook.answer = request -> request.headers().containsKey("Authorization") ? 200 : 401;
        String endpoint = hook.url("/a").replace("http://", "http://user:pass%20word@");
        String arn = sns.subscribe(subscribe -> subscribe
                        .topicArn(topic)
                        .protocol("http")
                        .endpoint(endpoint)
                        .attributes(Map.of(
                                "RawMessageDelivery", "true",
                                "DeliveryPolicy", "{\"requestPolicy\":{\"headerContentType\":\"application/json\"}}"))
                        .returnSubscriptionArn(true))
                .subscriptionArn();
        String token = json(await("/a", 2).get(1)).path("Token").asText();
        sns.confirmSubscription(confirm -> confirm.topicArn(topic).token(token));
        sns.publish(publish -> publish.topicArn(topic).message("{\"x\":1}"));
        Webhook.Request raw = await("/a", 4).get(3);
        assertThat(raw.body()).isEqualTo("{\"x\":1}");
        assertThat(raw.header("x-amz-sns-rawdelivery")).isEqualTo("true");
        assertThat(raw.header("Content-Type")).isEqualTo("application/json");
        assertThat(raw.header("Authorization"))
                .isEqualTo("Basic " + Base64.getEncoder().encodeToString("user:pass word".getBytes(UTF_8)));
        Map<String, String> attributes =
                sns.getSubscriptionAttributes(get -> get.subscriptionArn(arn)).attributes();
        assertThat(attributes.get("Endpoint")).contains("user:****@").doesNotContain("pass");
        assertThat(attributes.get("EffectiveDeliveryPolicy")).contains("\"numRetries\":3", "application/json");
    }

    @Test
    void a_server_that_asks_for_digest_gets_a_proof_of_the_password_and_not_the_password() throws Exception {
        hook.challenge = "Digest realm=\"r\", nonce=\"n1\", qop=\"auth\", algorithm=SHA-256, Basic realm=\"r\"";
        hook.answer = request -> provesDigest(request) ? 200 : 401;
        String endpoint = hook.url("/a?b=c").replace("http://", "http://user:secret@");
        sns.subscribe(subscribe -> subscribe.topicArn(topic).protocol("http").endpoint(endpoint));
        Webhook.Request proven = await("/a?b=c", 2).get(1);
        assertThat(provesDigest(proven)).isTrue();
        assertThat(json(proven).path("Type").asText()).isEqualTo("SubscriptionConfirmation");
        assertThat(proven.header("Authorization")).doesNotContain("secret");
        assertThat(hook.of("/a?b=c").getFirst().headers().containsKey("Authorization"))
                .isFalse();
    }

    /** As RFC 7616 has a server check it. */
    private static boolean provesDigest(Webhook.Request request) {
        Map<String, String> sent = Pattern.compile("(\\w+)=\"?([^\",]+)\"?")
                .matcher(request.header("Authorization"))
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
        String expected = sha256(sha256("user:r:secret") + ":n1:" + sent.get("nc") + ":" + sent.get("cnonce") + ":auth:"
                + sha256("POST:" + request.path()));
        return expected.equals(sent.get("response"));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_fails_is_tried_again_as_the_policy_says_and_then_goes_to_the_dead_letter_queue() {
        String redrive = deadLetters();
        subscribe("/a", Map.of("DeliveryPolicy", FAST, "RedrivePolicy", redrive, "RawMessageDelivery", "true"));
        hook.answer = request -> 503;
        sns.publish(publish -> publish.topicArn(topic)
                .message("lost?")
                .messageAttributes(Map.of(
                        "color",
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue("blue")
                                .build())));
        Message dead = receive(name + "-dlq", 1).getFirst();
        assertThat(dead.body()).isEqualTo("lost?");
        assertThat(value(dead, "ErrorCode")).isEqualTo("503");
        assertThat(value(dead, "color")).isEqualTo("blue");
        List<Webhook.Request> tries = hook.of("/a");
        assertThat(tries).hasSize(3);
        for (int i = 1; i < 3; i++) {
            assertThat(Duration.ofNanos(tries.get(i).nanos() - tries.get(i - 1).nanos()))
                    .isBetween(Duration.ofMillis(990), Duration.ofMillis(2500));
        }
    }

    private static String value(Message message, String attribute) {
        return Objects.requireNonNull(message.messageAttributes().get(attribute), attribute)
                .stringValue();
    }

    @Test
    void what_the_endpoint_refuses_for_good_goes_to_the_dead_letter_queue_at_once() {
        subscribe("/a", Map.of("RedrivePolicy", deadLetters()));
        hook.answer = request -> 404;
        sns.publish(publish -> publish.topicArn(topic).message("refused"));
        Message dead = receive(name + "-dlq", 1).getFirst();
        assertThat(dead.body()).contains("\"Message\" : \"refused\"");
        assertThat(value(dead, "ErrorCode")).isEqualTo("404");
        assertThat(hook.of("/a")).hasSize(1);
    }

    @Test
    void an_endpoint_that_does_not_answer_does_not_delay_another() throws Exception {
        subscribe("/dead", Map.of("RawMessageDelivery", "true"));
        subscribe("/alive", Map.of("RawMessageDelivery", "true"));
        CountDownLatch released = new CountDownLatch(1);
        hook.answer = request -> {
            if (request.path().equals("/dead")) {
                try {
                    released.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return 200;
        };
        try {
            for (int i = 0; i < 300; i++) {
                String message = "m" + i;
                sns.publish(publish -> publish.topicArn(topic).message(message));
            }
            await("/alive", 300);
            assertThat(hook.of("/dead")).isEmpty();
        } finally {
            released.countDown();
        }
    }

    @Test
    void a_throttled_endpoint_gets_no_more_in_a_second_than_it_takes() {
        subscribe(
                "/a",
                Map.of(
                        "RawMessageDelivery",
                        "true",
                        "DeliveryPolicy",
                        "{\"throttlePolicy\":{\"maxReceivesPerSecond\":10}}"));
        for (int i = 0; i < 25; i++) {
            sns.publish(publish -> publish.topicArn(topic).message("m"));
        }
        List<Webhook.Request> got = await("/a", 25);
        long nanos = got.getLast().nanos() - got.getFirst().nanos();
        assertThat(Duration.ofNanos(nanos)).isBetween(Duration.ofMillis(2_200), Duration.ofSeconds(6));
    }

    @Test
    void policies_that_are_none_and_endpoints_of_another_protocol_are_refused() {
        assertThatThrownBy(() -> ask("/a", Map.of("DeliveryPolicy", "{\"healthyRetryPolicy\":{\"numRetries\":101}}")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("numRetries must be at most 100");
        assertThatThrownBy(
                        () -> ask(
                                "/a",
                                Map.of(
                                        "DeliveryPolicy",
                                        "{\"healthyRetryPolicy\":{\"minDelayTarget\":100,\"maxDelayTarget\":100,\"numRetries\":50}}")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("at most 3600 seconds in total");
        assertThatThrownBy(() -> sns.subscribe(
                        subscribe -> subscribe.topicArn(topic).protocol("https").endpoint(hook.url("/a"))))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Endpoint must match the specified protocol");
        sns.setTopicAttributes(set -> set.topicArn(topic)
                .attributeName("DeliveryPolicy")
                .attributeValue(
                        "{\"http\":{\"defaultHealthyRetryPolicy\":{\"numRetries\":7,\"backoffFunction\":\"geometric\"},"
                                + "\"disableSubscriptionOverrides\":true}}"));
        String arn = ask("/a", Map.of("DeliveryPolicy", FAST));
        assertThat(sns.getSubscriptionAttributes(get -> get.subscriptionArn(arn))
                        .attributes()
                        .get("EffectiveDeliveryPolicy"))
                .contains("\"numRetries\":7", "geometric");
    }
}
