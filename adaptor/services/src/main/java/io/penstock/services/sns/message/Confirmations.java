package io.penstock.services.sns.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.penstock.kernel.delivery.Delivery;
import io.penstock.kernel.delivery.Delivery.Policy;
import io.penstock.kernel.delivery.DeliveryLog;
import io.penstock.kernel.delivery.Target.Mail;
import io.penstock.kernel.delivery.Target.Post;
import io.penstock.kernel.retry.RetrySchedule;
import io.penstock.services.sns.signing.SigningKeys;
import io.penstock.services.sns.topic.Subscription;
import io.penstock.services.sns.topic.TopicDefinition;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * What endpoints are asked and told outside of publications.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html">HTTP/HTTPS subscription confirmation JSON format</a>
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/http-unsubscribe-confirmation-json.html">HTTP/HTTPS unsubscribe confirmation JSON format</a>
 */
public final class Confirmations {

    private static final ObjectWriter PRETTY = new ObjectMapper().writerWithDefaultPrettyPrinter();
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final DeliveryLog deliveries;
    private final SigningKeys keys;
    private final InstantSource clock;

    public Confirmations(DeliveryLog deliveries, SigningKeys keys, InstantSource clock) {
        this.deliveries = deliveries;
        this.keys = keys;
        this.clock = clock;
    }

    /** Which of the two. */
    public enum Kind {
        SUBSCRIBE("SubscriptionConfirmation", "AWS Notification - Subscription Confirmation"),
        UNSUBSCRIBE("UnsubscribeConfirmation", "AWS Notification - Unsubscribe Confirmation");

        private final String type;
        private final String subject;

        Kind(String type, String subject) {
            this.type = type;
            this.subject = subject;
        }
    }

    /**
     * Who is told.
     *
     * @param subscription its ARN
     * @param endpoint with credentials
     * @param token that confirms
     */
    public record Recipient(
            TopicDefinition topic, String subscription, String protocol, String endpoint, String token) {}

    /** Completes when deliveries can be made, so that there may be subscriptions that need them. */
    public CompletableFuture<Void> ready() {
        return deliveries.open();
    }

    /**
     * Completes when it is certain to be sent, as the protocol has it: a POST, a mail for a program, or one for a person.
     *
     * @param id the MessageId
     * @param server scheme, host and port under which this server is reached
     */
    public CompletableFuture<Void> send(Kind kind, Recipient to, String id, String server) {
        // A lane of its own: what was published before waits in that of the subscription.
        String lane = to.subscription() + "#confirmation";
        boolean mail = Subscription.isMail(to.protocol());
        RetrySchedule retries = mail ? RetrySchedule.SMTP : RetrySchedule.HTTP;
        return deliveries.send(new Delivery(
                mail ? Delivery.laneOfMails(lane) : lane,
                id,
                mail ? mail(kind, to, id, server) : post(kind, to, id, server),
                new Policy(retries, 0, null, new TreeMap<>())));
    }

    private Post post(Kind kind, Recipient to, String id, String server) {
        SortedMap<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", "text/plain; charset=UTF-8");
        headers.put("User-Agent", "Amazon Simple Notification Service Agent");
        headers.put("x-amz-sns-message-type", kind.type);
        headers.put("x-amz-sns-message-id", id);
        headers.put("x-amz-sns-topic-arn", to.topic().arn());
        if (kind == Kind.UNSUBSCRIBE) {
            headers.put("x-amz-sns-subscription-arn", to.subscription());
        }
        return new Post(to.endpoint(), headers, body(kind, to, id, server));
    }

    private Mail mail(Kind kind, Recipient to, String id, String server) {
        byte[] body = to.protocol().equals("email")
                ? letter(kind, to, link(to, server)).getBytes(UTF_8)
                : body(kind, to, id, server);
        String from = to.topic().attributes().getOrDefault("DisplayName", "");
        return new Mail(from.isEmpty() ? Mail.SENDER : from, to.endpoint(), kind.subject, body);
    }

    /** AWS's words, without its addresses for who has questions, which can say nothing of this server. */
    private static String letter(Kind kind, Recipient to, String link) {
        String text = switch (kind) {
            case SUBSCRIBE ->
                "You have chosen to subscribe to the topic:\n" + to.topic().arn()
                        + "\n\nTo confirm this subscription, click or visit the link below (If this was in error no action is"
                        + " necessary):\n" + link;
            case UNSUBSCRIBE ->
                "Your subscription to the topic below has been deactivated:\n"
                        + to.topic().arn()
                        + "\n\nIf this was in error or you wish to resubscribe, click or visit the link below:\n"
                        + link;
        };
        return text + "\n\nPlease do not reply directly to this email.\n";
    }

    private static String link(Recipient to, String server) {
        return server + "/?Action=ConfirmSubscription&Version=2010-03-31&TopicArn="
                + to.topic().arn() + "&Token=" + to.token();
    }

    private byte[] body(Kind kind, Recipient to, String id, String server) {
        Map<String, String> json = new LinkedHashMap<>();
        json.put("Type", kind.type);
        json.put("MessageId", id);
        json.put("Token", to.token());
        json.put("TopicArn", to.topic().arn());
        json.put("Message", message(kind, to));
        json.put("SubscribeURL", link(to, server));
        json.put("Timestamp", TIMESTAMP.format(Instant.ofEpochMilli(clock.millis())));
        json.put("SignatureVersion", Integer.toString(to.topic().signatureVersion()));
        json.put("Signature", keys.sign(signed(json), to.topic().signatureVersion()));
        json.put("SigningCertURL", server + "/" + keys.name());
        try {
            return PRETTY.writeValueAsString(json).getBytes(UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts that cannot be written", e);
        }
    }

    private static String message(Kind kind, Recipient to) {
        return switch (kind) {
            case SUBSCRIBE ->
                "You have chosen to subscribe to the topic " + to.topic().arn()
                        + ".\nTo confirm the subscription, visit the SubscribeURL included in this message.";
            case UNSUBSCRIBE ->
                "You have chosen to deactivate subscription " + to.subscription()
                        + ".\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.";
        };
    }

    private static String signed(Map<String, String> json) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(json).forEach((name, value) -> {
            if (!name.equals("SignatureVersion")) {
                text.append(name).append('\n').append(value).append('\n');
            }
        });
        return text.toString();
    }
}
