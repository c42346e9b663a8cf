package io.penstock.services.events.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Arn;
import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.NewRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** A checked entry as a record of {@link Entries#TOPIC}: the event as targets get it. The names of headers are public. Never rename one. */
public final class EntryRecord {

    private static final ObjectMapper JSON = new ObjectMapper();

    private EntryRecord() {}

    /**
     * What the server adds.
     *
     * @param bus the ARN of the bus
     * @param account that puts the event
     * @param definitions the version of the bus that this node knows: the routing waits for it
     * @param targetDefinitions those of the buses that the bus has as targets
     */
    public record Origin(
            String bus,
            AccountId account,
            String eventId,
            long definitions,
            Map<String, Long> targetDefinitions,
            Instant now) {}

    /** The record. The detail is in it as it was given. */
    public static NewRecord of(PutEventsRequestEntry entry, Origin origin) {
        Arn bus = Arn.parse(origin.bus()).orElseThrow(() -> new IllegalStateException("no ARN: " + origin.bus()));
        Instant time = entry.time() == null ? origin.now() : entry.time();
        ObjectNode head = JSON.createObjectNode()
                .put("version", "0")
                .put("id", origin.eventId())
                .put("detail-type", entry.detailType())
                .put("source", entry.source())
                .put("account", origin.account().value())
                .put("time", time.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("region", bus.region().value());
        ArrayNode resources = head.putArray("resources");
        entry.resources().forEach(resources::add);
        String text = head.toString();
        String event = text.substring(0, text.length() - 1) + ",\"detail\":" + entry.detail() + "}";
        List<Header> headers = new ArrayList<>();
        headers.add(Header.of("events.bus-arn", origin.bus()));
        headers.add(Header.of("events.definitions", Long.toString(origin.definitions())));
        if (!origin.targetDefinitions().isEmpty()) {
            headers.add(Header.of(
                    "events.target-definitions",
                    origin.targetDefinitions().entrySet().stream()
                            .map(each -> each.getKey() + " " + each.getValue())
                            .collect(Collectors.joining(","))));
        }
        if (entry.traceHeader() != null) {
            headers.add(Header.of("events.trace-header", entry.traceHeader()));
        }
        return new NewRecord(null, event.getBytes(UTF_8), headers);
    }
}
