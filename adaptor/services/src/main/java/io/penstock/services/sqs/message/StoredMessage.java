package io.penstock.services.sqs.message;

import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.LogRecord;
import io.penstock.services.sqs.rules.SqsLimits;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A record of a queue's topic, read as a message. Total: a plain Kafka producer may have written anything, so whatever is missing or
 * malformed has a documented meaning and nothing here fails.
 *
 * @param queueId id of the queue's creation; part of ids made for records without one
 */
public record StoredMessage(LogRecord record, String queueId, int partition) {

    /** The group of FIFO records without a key: they keep the order of their partition. */
    public static final String GROUP_WITHOUT_KEY = "no-key";

    private static final int DIGEST_CHARACTERS = 32;

    /** The MessageId; for a record without one a UUID that depends only on its place. */
    public String messageId() {
        return header(MessageHeaders.MESSAGE_ID)
                .orElseGet(() -> UUID.nameUUIDFromBytes(
                                (queueId + ":" + partition + ":" + record.offset()).getBytes(StandardCharsets.UTF_8))
                        .toString());
    }

    /** The message group; empty when the record has no key. A key that is no group id is replaced by a digest of it. */
    public Optional<String> group() {
        byte[] key = record.key();
        if (key == null) {
            return Optional.empty();
        }
        String text = new String(key, StandardCharsets.UTF_8);
        return Optional.of(MessageRules.isId(text) ? text : Digests.sha256(key).substring(0, DIGEST_CHARACTERS));
    }

    /** MessageDeduplicationId as written. */
    public Optional<String> deduplicationId() {
        return header(MessageHeaders.DEDUPLICATION_ID).filter(MessageRules::isId);
    }

    /** The sender's own delay in seconds. */
    public OptionalInt delaySeconds() {
        OptionalLong delay = number(MessageHeaders.DELAY_SECONDS);
        return delay.isPresent() && delay.getAsLong() <= SqsLimits.DELAY_SECONDS
                ? OptionalInt.of((int) delay.getAsLong())
                : OptionalInt.empty();
    }

    /** When the message was first sent, epoch milliseconds: the record's own time unless it was moved from another queue. */
    public long sentMillis() {
        return number(MessageHeaders.SENT_TIMESTAMP).orElse(record.timestampMillis());
    }

    /** How often it had been received in the queues it was moved from. */
    public int earlierReceives() {
        return (int) Math.min(number(MessageHeaders.RECEIVE_COUNT).orElse(0), Integer.MAX_VALUE / 2);
    }

    public Optional<String> senderId() {
        return header(MessageHeaders.SENDER_ID);
    }

    public Optional<String> traceHeader() {
        return header(MessageHeaders.TRACE_HEADER);
    }

    public Optional<String> sourceArn() {
        return header(MessageHeaders.SOURCE_ARN);
    }

    public Optional<String> moveId() {
        return header(MessageHeaders.MOVE_ID);
    }

    /** A name for the log that the record was made from; empty when it has no place there. */
    public Optional<String> source() {
        return sourcePosition().isPresent() ? header(MessageHeaders.SOURCE) : Optional.empty();
    }

    /** The record's place in its source. */
    public OptionalLong sourcePosition() {
        return number(MessageHeaders.SOURCE_POSITION);
    }

    /** The place in its source without which it does not count. */
    public OptionalLong sourceAfter() {
        return number(MessageHeaders.SOURCE_AFTER);
    }

    /** The body as text; bytes that are not UTF-8 are replaced, as JSON and XML cannot carry them. */
    public String body() {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    /** Message attributes, ordered by name. */
    public SortedMap<String, UserAttribute> attributes() {
        SortedMap<String, UserAttribute> attributes = new TreeMap<>();
        for (Header header : record.headers()) {
            if (header.key().startsWith(MessageHeaders.ATTRIBUTE)) {
                String name = header.key().substring(MessageHeaders.ATTRIBUTE.length());
                String type = header(MessageHeaders.ATTRIBUTE_TYPE + name).orElse("String");
                attributes.put(name, new UserAttribute(type, header.value()));
            }
        }
        return attributes;
    }

    private Optional<String> header(String name) {
        return record.header(name).map(Header::text);
    }

    private OptionalLong number(String name) {
        Optional<String> text = header(name);
        if (text.isEmpty() || text.get().isEmpty() || text.get().length() > 18) {
            return OptionalLong.empty();
        }
        return text.get().chars().allMatch(c -> c >= '0' && c <= '9')
                ? OptionalLong.of(Long.parseLong(text.get()))
                : OptionalLong.empty();
    }
}
