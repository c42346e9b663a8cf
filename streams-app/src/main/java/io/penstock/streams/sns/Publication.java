package io.penstock.streams.sns;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.kernel.port.LogRecord;
import io.penstock.streams.filter.PublishedMessage;
import io.penstock.streams.filter.PublishedMessage.Attribute;
import io.penstock.streams.filter.PublishedMessage.DataType;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@link SnsTopology#PUBLICATIONS}. Total: a plain Kafka producer may have written anything, so what is missing or malformed has a documented meaning.
 *
 * @param timestampMillis of the record, which the broker sets
 */
record Publication(
        String id,
        byte[] body,
        long timestampMillis,
        @Nullable String group,
        SortedMap<String, Typed> attributes,
        Facts facts) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ATTRIBUTE = "sns.attribute.";
    private static final String ATTRIBUTE_TYPE = "sns.attribute-type.";

    /** An attribute's data type and value. */
    record Typed(String type, byte[] value) {

        boolean isBinary() {
            return type.equals("Binary");
        }

        String text() {
            return new String(value, UTF_8);
        }
    }

    /** Bytes that SQS counts of the attributes: names, types and values. */
    int attributeBytes() {
        return attributes.entrySet().stream()
                .mapToInt(each -> each.getKey().getBytes(UTF_8).length
                        + each.getValue().type().getBytes(UTF_8).length
                        + each.getValue().value().length)
                .sum();
    }

    /**
     * What travels with the content.
     *
     * @param topic the ARN of the topic
     * @param topicId of the creation that it was published to; null for whichever there is
     * @param definitions the version of the topic's definitions that the publisher knew; 0 when it says none
     * @param endpoint the server as the publisher addressed it
     */
    record Facts(
            @Nullable String topic,
            @Nullable String topicId,
            @Nullable String subject,
            boolean structured,
            @Nullable String deduplicationId,
            long definitions,
            @Nullable String endpoint,
            @Nullable String traceHeader) {}

    static Publication of(Record<byte[], byte[]> record, RecordMetadata place) {
        Headers headers = record.headers();
        byte[] value = record.value() == null ? new byte[0] : record.value();
        String id = text(headers, "sns.message-id");
        SortedMap<String, Typed> attributes = new TreeMap<>();
        for (Header header : headers) {
            if (header.key().startsWith(ATTRIBUTE) && header.value() != null) {
                String name = header.key().substring(ATTRIBUTE.length());
                String type = text(headers, ATTRIBUTE_TYPE + name);
                attributes.put(name, new Typed(type == null ? "String" : type, header.value()));
            }
        }
        return new Publication(
                id == null ? placeId(place) : id,
                value,
                record.timestamp(),
                record.key() == null ? null : new String(record.key(), UTF_8),
                attributes,
                new Facts(
                        text(headers, "sns.topic-arn"),
                        text(headers, "sns.topic-id"),
                        text(headers, "sns.subject"),
                        "json".equals(text(headers, "sns.message-structure")),
                        text(headers, "sns.deduplication-id"),
                        number(text(headers, "sns.definitions")),
                        text(headers, "sns.endpoint"),
                        text(headers, "sns.trace-header")));
    }

    /** A record of the log of a FIFO topic. */
    static Publication of(LogRecord record, String topicId) {
        Headers headers = new RecordHeaders();
        record.headers().forEach(header -> headers.add(header.key(), header.value()));
        Record<byte[], byte[]> read = new Record<>(record.key(), record.value(), record.timestampMillis(), headers);
        return of(read, new FifoPlace(topicId, record.offset()));
    }

    /** What ids are made of when a record has none. */
    private record FifoPlace(String topic, long offset) implements RecordMetadata {
        @Override
        public int partition() {
            return 0;
        }
    }

    private static String placeId(RecordMetadata place) {
        return UUID.nameUUIDFromBytes((place.topic() + ":" + place.partition() + ":" + place.offset()).getBytes(UTF_8))
                .toString();
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }

    private static long number(@Nullable String text) {
        boolean digits = text != null
                && !text.isEmpty()
                && text.length() <= 18
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.parseLong(text) : 0;
    }

    /** The message for subscriptions of a protocol: of one with a structure the text meant for them. */
    String message(String protocol) {
        String all = new String(body, UTF_8);
        if (!facts.structured()) {
            return all;
        }
        try {
            JsonNode texts = JSON.readTree(all);
            return texts.path(protocol).isTextual()
                    ? texts.path(protocol).textValue()
                    : texts.path("default").asText(all);
        } catch (JsonProcessingException e) {
            return all;
        }
    }

    /** What filter policies of subscriptions of a protocol look at. */
    PublishedMessage filtered(String protocol) {
        Map<String, Attribute> visible = new TreeMap<>();
        attributes.forEach((name, attribute) -> {
            Optional<DataType> type = DataType.of(attribute.type());
            // A label behind a type changes nothing: String.name is a String.
            DataType seen = type.orElseGet(
                    () -> DataType.of(attribute.type().split("\\.", 2)[0]).orElse(DataType.BINARY));
            visible.put(name, new Attribute(seen, seen == DataType.BINARY ? "" : attribute.text()));
        });
        return new PublishedMessage(visible, message(protocol));
    }
}
