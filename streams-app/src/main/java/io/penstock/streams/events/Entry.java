package io.penstock.streams.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@link EventsTopology#ENTRIES}. A plain Kafka producer may have written it, so what an event must have and this one has not is filled in.
 *
 * @param definitions the version of the bus that the publisher knew; -1 when it says none
 * @param targetDefinitions the versions of other buses that the publisher knew: those that rules of this bus have as targets
 * @param rule the name of the only rule that the event is for, whatever its pattern; null when patterns decide
 * @param forwardedBy the ARN of the rule of another bus that the event comes from; null when it was put to this one
 * @param timestampMillis of the record, which the broker sets
 * @param rules the ARNs of the only ones that get it; empty for all
 */
record Entry(
        String bus,
        ObjectNode event,
        long definitions,
        Map<String, Long> targetDefinitions,
        @Nullable String rule,
        @Nullable String forwardedBy,
        long timestampMillis,
        List<String> rules,
        @Nullable String trace) {

    private static final int VERSION_DIGITS = 18;
    private static final int ARN_PARTS = 6;
    private static final int REGION = 3;
    private static final int ACCOUNT = 4;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Empty when the record names no bus, or its value is no JSON object. */
    static Optional<Entry> of(Record<byte[], byte[]> record, RecordMetadata place) {
        String bus = text(record, "events.bus-arn");
        String[] arn = bus == null ? new String[0] : bus.split(":", ARN_PARTS);
        if (bus == null || arn.length < ARN_PARTS || record.value() == null) {
            return Optional.empty();
        }
        JsonNode json;
        try {
            json = JSON.readTree(record.value());
        } catch (IOException | NumberFormatException e) {
            // The latter of a number whose exponent nothing can hold.
            return Optional.empty();
        }
        if (!(json instanceof ObjectNode event)) {
            return Optional.empty();
        }
        fill(event, "version", "0");
        fill(event, "id", placeId(place));
        fill(event, "detail-type", "");
        fill(event, "source", "");
        fill(event, "account", arn[ACCOUNT]);
        fill(
                event,
                "time",
                Instant.ofEpochMilli(record.timestamp())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
        fill(event, "region", arn[REGION]);
        if (!event.has("resources")) {
            event.putArray("resources");
        }
        if (!event.has("detail")) {
            event.putObject("detail");
        }
        return Optional.of(new Entry(
                bus,
                event,
                version(text(record, "events.definitions")),
                versions(text(record, "events.target-definitions")),
                text(record, "events.rule"),
                text(record, "events.forwarded-by"),
                record.timestamp(),
                texts(record, "events.rule-arn"),
                text(record, "events.trace-header")));
    }

    private static void fill(ObjectNode event, String name, String value) {
        if (!event.path(name).isTextual()) {
            event.put(name, value);
        }
    }

    private static String placeId(RecordMetadata place) {
        return UUID.nameUUIDFromBytes((place.topic() + ":" + place.partition() + ":" + place.offset()).getBytes(UTF_8))
                .toString();
    }

    private static @Nullable String text(Record<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }

    private static List<String> texts(Record<byte[], byte[]> record, String name) {
        List<String> texts = new ArrayList<>();
        record.headers().headers(name).forEach(header -> texts.add(new String(header.value(), UTF_8)));
        return List.copyOf(texts);
    }

    private static long version(@Nullable String text) {
        boolean digits = text != null
                && !text.isEmpty()
                && text.length() <= VERSION_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.parseLong(text) : -1;
    }

    private static Map<String, Long> versions(@Nullable String text) {
        Map<String, Long> versions = new HashMap<>();
        for (String each : text == null ? new String[0] : text.split(",")) {
            int blank = each.indexOf(' ');
            long version = blank < 0 ? -1 : version(each.substring(blank + 1));
            if (version >= 0) {
                versions.put(each.substring(0, blank), version);
            }
        }
        return versions;
    }

    /** Whether a rule may get it. */
    boolean isFor(String ruleArn) {
        return rules.isEmpty() || rules.contains(ruleArn);
    }

    String id() {
        return event.path("id").asText();
    }

    /** When the event was received, ISO 8601. */
    String ingestionTime() {
        return Instant.ofEpochMilli(timestampMillis)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }
}
