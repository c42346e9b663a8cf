package io.penstock.services.sns.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.NewRecord;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A checked message as a record of {@link Publications#TOPIC}. The names of headers are public: plain Kafka clients read and write them. Never rename one. */
public final class TopicRecord {

    private TopicRecord() {}

    /**
     * What the server adds.
     *
     * @param topic the ARN of the topic
     * @param topicId of the topic's creation
     * @param messageId the publisher is told
     * @param definitions the version of the topic's definitions that this node knows: the fan-out waits for it
     * @param endpoint the server as the publisher addressed it, for links in what is delivered
     */
    public record Origin(String topic, String topicId, String messageId, long definitions, String endpoint) {}

    /**
     * The record of a message for a FIFO topic: beside what all have it says by what its duplicates are known.
     *
     * @param perGroup whether only messages of its group can be its duplicates
     */
    public static NewRecord of(Outgoing outgoing, Origin origin, boolean perGroup) {
        NewRecord record = of(outgoing, origin);
        List<Header> headers = new ArrayList<>(record.headers());
        String id = outgoing.deduplicationId();
        headers.add(Header.of("sns.deduplication-id", id == null ? sha256(record.value()) : id));
        if (perGroup) {
            headers.add(Header.of("sns.deduplication-scope", "group"));
        }
        return new NewRecord(record.key(), record.value(), headers);
    }

    private static String sha256(byte[] message) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(message));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The record: value is the message, key is the message group, the rest is headers. */
    public static NewRecord of(Outgoing outgoing, Origin origin) {
        List<Header> headers = new ArrayList<>();
        headers.add(Header.of("sns.topic-arn", origin.topic()));
        headers.add(Header.of("sns.topic-id", origin.topicId()));
        headers.add(Header.of("sns.message-id", origin.messageId()));
        headers.add(Header.of("sns.definitions", Long.toString(origin.definitions())));
        headers.add(Header.of("sns.endpoint", origin.endpoint()));
        if (outgoing.subject() != null) {
            headers.add(Header.of("sns.subject", outgoing.subject()));
        }
        if (outgoing.structure() != null && !outgoing.structure().isEmpty()) {
            headers.add(Header.of("sns.message-structure", outgoing.structure()));
        }
        outgoing.attributes().forEach((name, value) -> {
            headers.add(new Header("sns.attribute." + name, MessageCheck.value(value)));
            if (!value.dataType().equals("String")) {
                headers.add(Header.of("sns.attribute-type." + name, value.dataType()));
            }
        });
        String message = outgoing.message();
        if (message == null) {
            throw new IllegalStateException("not checked: " + origin.messageId());
        }
        byte[] key = outgoing.group() == null ? null : outgoing.group().getBytes(UTF_8);
        return new NewRecord(key, message.getBytes(UTF_8), headers);
    }
}
