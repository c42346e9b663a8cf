package io.penstock.services.events.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.kernel.port.LogRecord;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * An event of an archive, with the name of the replay in it.
 *
 * @param time of the event, epoch milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // handed on; identity is never asked
public record ReplayedEvent(long offset, String id, long time, byte[] json) {

    private static final String REPLAY = "replay-name";
    private static final String BEFORE = "region";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Empty when the record holds no event. */
    static Optional<ReplayedEvent> of(LogRecord record, String replay) {
        JsonNode read;
        try {
            read = JSON.readTree(record.value());
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
        if (read == null || !read.isObject()) {
            return Optional.empty();
        }
        ObjectNode event = JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> field : read.properties()) {
            event.set(field.getKey(), field.getValue());
            if (field.getKey().equals(BEFORE)) {
                event.put(REPLAY, replay);
            }
        }
        event.put(REPLAY, replay);
        return Optional.of(new ReplayedEvent(
                record.offset(),
                read.path("id").asText(),
                EventTime.of(record),
                event.toString().getBytes(UTF_8)));
    }
}
