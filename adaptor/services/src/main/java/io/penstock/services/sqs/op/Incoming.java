package io.penstock.services.sqs.op;

import io.penstock.kernel.dedup.SequenceNumbers;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.message.Digests;
import io.penstock.services.sqs.message.StoredMessage;
import io.penstock.services.sqs.message.UserAttribute;
import io.penstock.services.sqs.rules.SqsFaults;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * A stored message in AWS's words, with the attributes that a caller asked for.
 *
 * @param system names of system attributes; {@code All} for all
 * @param user names of message attributes: exact ones, {@code prefix.*}, {@code .*}, {@code *} or {@code All}
 */
record Incoming(Set<MessageSystemAttributeName> system, List<String> user) {

    private static final String ALL = "All";
    private static final String REST = ".*";

    /** What stands for bytes that are not UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    /** How often and since when a message is received. */
    record Receives(int count, long firstMillis) {}

    /** Refuses names of system attributes that do not exist. */
    static Incoming of(Collection<String> systemNames, List<String> userNames) {
        Set<MessageSystemAttributeName> system = new HashSet<>();
        for (String name : systemNames) {
            MessageSystemAttributeName known = MessageSystemAttributeName.fromValue(name);
            if (known == MessageSystemAttributeName.UNKNOWN_TO_SDK_VERSION) {
                throw SqsFaults.unknownAttribute(name);
            }
            system.add(known);
        }
        return new Incoming(system, userNames);
    }

    /** Everything, for looking at messages. */
    static Incoming everything() {
        return new Incoming(Set.of(MessageSystemAttributeName.ALL), List.of(ALL));
    }

    Message message(QueueDefinition queue, StoredMessage stored, Receives receives, String receiptHandle) {
        String body = stored.body();
        Message.Builder message = Message.builder()
                .messageId(stored.messageId())
                .receiptHandle(receiptHandle)
                .body(body)
                .md5OfBody(digest(body, stored.record().value()));
        if (!system.isEmpty()) {
            message.attributes(systemAttributes(queue, stored, receives));
        }
        if (!user.isEmpty()) {
            SortedMap<String, UserAttribute> wanted = new TreeMap<>(stored.attributes());
            wanted.keySet().removeIf(name -> !isWanted(name));
            if (!wanted.isEmpty()) {
                message.messageAttributes(values(wanted)).md5OfMessageAttributes(Digests.md5(wanted));
            }
        }
        return message.build();
    }

    /** The digest of the text that the caller gets, which is that of the record's value unless something in it had to be replaced. */
    private static String digest(String body, byte[] value) {
        return body.indexOf(REPLACEMENT) < 0
                ? Digests.md5OfReceived(value)
                : Digests.md5(body.getBytes(StandardCharsets.UTF_8));
    }

    private boolean isWanted(String name) {
        return user.stream().anyMatch(asked -> {
            boolean all = asked.equals(ALL) || asked.equals(REST) || asked.equals("*");
            return all
                    || asked.equals(name)
                    || (asked.endsWith(REST) && name.startsWith(asked.substring(0, asked.length() - REST.length())));
        });
    }

    private static Map<String, MessageAttributeValue> values(SortedMap<String, UserAttribute> attributes) {
        Map<String, MessageAttributeValue> values = new HashMap<>();
        attributes.forEach((name, attribute) -> {
            MessageAttributeValue.Builder value =
                    MessageAttributeValue.builder().dataType(attribute.type());
            values.put(
                    name,
                    attribute.isBinary()
                            ? value.binaryValue(SdkBytes.fromByteArrayUnsafe(attribute.value()))
                                    .build()
                            : value.stringValue(attribute.text()).build());
        });
        return values;
    }

    private Map<MessageSystemAttributeName, String> systemAttributes(
            QueueDefinition queue, StoredMessage stored, Receives receives) {
        Map<MessageSystemAttributeName, String> all = new EnumMap<>(MessageSystemAttributeName.class);
        all.put(
                MessageSystemAttributeName.SENDER_ID,
                stored.senderId().orElseGet(() -> queue.parsedArn().account().value()));
        all.put(MessageSystemAttributeName.SENT_TIMESTAMP, Long.toString(stored.sentMillis()));
        all.put(
                MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                Integer.toString(stored.earlierReceives() + receives.count()));
        if (receives.firstMillis() > 0) {
            all.put(
                    MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP,
                    Long.toString(receives.firstMillis()));
        }
        stored.traceHeader().ifPresent(value -> all.put(MessageSystemAttributeName.AWS_TRACE_HEADER, value));
        stored.sourceArn().ifPresent(value -> all.put(MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN, value));
        if (queue.isFifo()) {
            all.put(
                    MessageSystemAttributeName.MESSAGE_GROUP_ID,
                    stored.group().orElse(StoredMessage.GROUP_WITHOUT_KEY));
            all.put(
                    MessageSystemAttributeName.SEQUENCE_NUMBER,
                    SequenceNumbers.of(stored.record().offset()));
            deduplicationId(queue, stored)
                    .ifPresent(value -> all.put(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID, value));
        } else {
            stored.group().ifPresent(value -> all.put(MessageSystemAttributeName.MESSAGE_GROUP_ID, value));
        }
        if (!system.contains(MessageSystemAttributeName.ALL)) {
            all.keySet().retainAll(system);
        }
        return all;
    }

    private static Optional<String> deduplicationId(QueueDefinition queue, StoredMessage stored) {
        return stored.deduplicationId()
                .or(() -> queue.attributes().isContentBasedDeduplication()
                        ? Optional.of(Digests.sha256(stored.record().value()))
                        : Optional.empty());
    }
}
