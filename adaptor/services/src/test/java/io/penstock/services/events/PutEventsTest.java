package io.penstock.services.events;

import static io.penstock.services.events.EventsFixture.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.events.EventsFixture.Put;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/** What is taken is what the routing can read, and a request is refused before anything of it is taken. */
@Timeout(120)
final class PutEventsTest {

    private final EventsFixture fixture = new EventsFixture();
    private final EventBridgeClient events = fixture.client("000000000000");

    @AfterEach
    void close() {
        fixture.close();
    }

    private static PutEventsRequestEntry entry(String detail) {
        return PutEventsRequestEntry.builder()
                .source("s")
                .detailType("t")
                .detail(detail)
                .build();
    }

    private static String nested(int levels) {
        return "{\"a\":".repeat(levels) + "1" + "}".repeat(levels);
    }

    private List<String> codes(PutEventsRequestEntry... entries) {
        return events.putEvents(put -> put.entries(entries)).entries().stream()
                .map(PutEventsResultEntry::errorCode)
                .map(String::valueOf)
                .toList();
    }

    @Test
    void an_event_has_a_thousand_levels_at_most() {
        assertThat(codes(entry(nested(999)), entry(nested(1_000)), entry("{}")))
                .containsExactly("null", "MalformedDetail", "null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "1e99999999999", "1E-99999999999"})
    void numbers_that_no_consumer_could_read_are_malformed(String number) {
        assertThat(codes(entry("{\"a\": [{\"b\": " + number + "}]}"))).containsExactly("MalformedDetail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "-9223372036854775808", "1e400", "0.1234567890123456789012345"})
    void all_other_numbers_are_taken_as_they_are(String number) {
        assertThat(codes(entry("{\"a\": " + number + "}"))).containsExactly("null");
        assertThat(fixture.put())
                .singleElement()
                .extracting(Put::event)
                .asString()
                .contains("\"a\": " + number);
    }

    @Test
    void a_bus_that_has_no_name_refuses_the_request_before_anything_of_it_is_taken() {
        events.putEvents(put -> put.entries(entry("{}")));
        PutEventsRequestEntry nowhere =
                entry("{}").toBuilder().eventBusName("no bus!").build();
        ask("ValidationException", () -> codes(entry("{}"), nowhere));
        assertThat(fixture.put()).hasSize(1);
    }

    @Test
    void an_append_that_fails_fails_its_own_entry() {
        codes(entry("{}"));
        fixture.world.recordLogFaults().spareNextAppend();
        fixture.world.recordLogFaults().refuseNextAppend();
        assertThat(codes(entry("{}"), entry("{}"), entry("{}"))).containsExactly("null", "InternalFailure", "null");
    }
}
