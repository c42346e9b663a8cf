package io.penstock.services.events.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.kernel.port.LogRecord;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** The time of an archived event, which its publisher says. Read up to the member {@code time}, which is before the detail in what the routing writes. */
final class EventTime {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String TIME = "time";

    private EventTime() {}

    /** Epoch milliseconds; when the record was appended, if the event says no time: a plain Kafka producer may have written anything. */
    static long of(LogRecord record) {
        try (JsonParser parser = JSON.createParser(record.value())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return record.timestampMillis();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals(TIME);
                JsonToken value = parser.nextToken();
                if (found) {
                    return value == JsonToken.VALUE_STRING
                            ? Instant.parse(parser.getText()).toEpochMilli()
                            : record.timestampMillis();
                }
                parser.skipChildren();
            }
        } catch (IOException | DateTimeParseException | ArithmeticException e) {
            return record.timestampMillis();
        }
        return record.timestampMillis();
    }
}
