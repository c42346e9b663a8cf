package io.penstock.services.events.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.kernel.name.Arn;
import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.NewRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The event of a rule that occurred by its schedule, as a record of {@link Entries#TOPIC}.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html">Scheduled events</a>
 */
public final class ScheduledRecord {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEFAULT_BUS = "event-bus/default";

    private ScheduledRecord() {}

    /**
     * The record, which is for the rule alone.
     *
     * @param busArn of a default bus: only it has schedules
     */
    public static NewRecord of(String busArn, String eventId, String rule, long atMillis, long version) {
        Arn bus = Arn.parse(busArn)
                .filter(arn -> arn.resource().equals(DEFAULT_BUS))
                .orElseThrow(() -> new IllegalStateException("not a default bus: " + busArn));
        ObjectNode event = JSON.createObjectNode()
                .put("version", "0")
                .put("id", eventId)
                .put("detail-type", "Scheduled Event")
                .put("source", "aws.events")
                .put("account", bus.account().value())
                .put(
                        "time",
                        Instant.ofEpochMilli(atMillis)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString())
                .put("region", bus.region().value());
        event.putArray("resources")
                .add(Arn.of("events", bus.region(), bus.account(), "rule/" + rule)
                        .toString());
        event.putObject("detail");
        return new NewRecord(
                null,
                event.toString().getBytes(UTF_8),
                List.of(
                        Header.of("events.bus-arn", busArn),
                        Header.of("events.rule", rule),
                        Header.of("events.definitions", Long.toString(version))));
    }
}
