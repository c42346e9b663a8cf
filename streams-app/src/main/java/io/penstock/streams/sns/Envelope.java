package io.penstock.streams.sns;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * What is around a message whose subscription does not ask for it raw. One for each publication: the signature is the same for all subscriptions of a protocol.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html">HTTP/HTTPS notification JSON format</a>
 */
final class Envelope {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter PRETTY = JSON.writerWithDefaultPrettyPrinter();
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Publication publication;
    private final TopicSpec topic;
    private final Signer signer;
    private final String endpoint;
    private final Map<String, String> signatures = new HashMap<>();

    /** @param endpoint scheme, host and port under which this server is reached */
    Envelope(Publication publication, TopicSpec topic, Signer signer, String endpoint) {
        this.publication = publication;
        this.topic = topic;
        this.signer = signer;
        this.endpoint = endpoint;
    }

    /** The body for one subscription: JSON, for a mail to a person a text. */
    byte[] of(SubscriptionSpec subscription) {
        String message = publication.message(subscription.protocol());
        return subscription.protocol().equals("email") ? letter(message, subscription) : json(message, subscription);
    }

    /** As AWS ends its mails, but for its own address, which can say nothing of this server. */
    private byte[] letter(String message, SubscriptionSpec subscription) {
        return (message
                        + "\n\n--\nIf you wish to stop receiving notifications from this topic, please click or visit the link below to"
                        + " unsubscribe:\n" + unsubscribe(endpoint, subscription)
                        + "\n\nPlease do not reply directly to this email.\n")
                .getBytes(UTF_8);
    }

    private byte[] json(String message, SubscriptionSpec subscription) {
        ObjectNode json = JSON.createObjectNode()
                .put("Type", "Notification")
                .put("MessageId", publication.id())
                .put("TopicArn", topic.arn());
        String subject = publication.facts().subject();
        if (subject != null) {
            json.put("Subject", subject);
        }
        json.put("Message", message)
                .put("Timestamp", timestamp(publication))
                .put("SignatureVersion", Integer.toString(topic.signatureVersion()))
                .put("Signature", signatures.computeIfAbsent(message, this::signature))
                .put("SigningCertURL", endpoint + "/" + signer.certificate())
                .put("UnsubscribeURL", unsubscribe(endpoint, subscription));
        attributes(publication, json);
        try {
            return PRETTY.writeValueAsString(json).getBytes(UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    static String unsubscribe(String endpoint, SubscriptionSpec subscription) {
        return endpoint + "/?Action=Unsubscribe&Version=2010-03-31&SubscriptionArn=" + subscription.arn();
    }

    static void attributes(Publication publication, ObjectNode json) {
        if (!publication.attributes().isEmpty()) {
            ObjectNode attributes = json.putObject("MessageAttributes");
            publication
                    .attributes()
                    .forEach((name, attribute) -> attributes
                            .putObject(name)
                            .put("Type", attribute.type())
                            .put("Value", attribute.isBinary() ? base64(attribute.value()) : attribute.text()));
        }
    }

    private static String base64(byte[] value) {
        return Base64.getEncoder().encodeToString(value);
    }

    static String timestamp(Publication publication) {
        return TIMESTAMP.format(Instant.ofEpochMilli(publication.timestampMillis()));
    }

    private String signature(String message) {
        StringBuilder text = new StringBuilder();
        line(text, "Message", message);
        line(text, "MessageId", publication.id());
        String subject = publication.facts().subject();
        if (subject != null) {
            line(text, "Subject", subject);
        }
        line(text, "Timestamp", timestamp(publication));
        line(text, "TopicArn", topic.arn());
        line(text, "Type", "Notification");
        return signer.sign(text.toString(), topic.signatureVersion());
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append('\n').append(value).append('\n');
    }
}
