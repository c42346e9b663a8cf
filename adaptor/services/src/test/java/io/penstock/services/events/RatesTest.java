package io.penstock.services.events;

import static io.penstock.services.events.EventsFixture.ask;

import io.penstock.kernel.name.Region;
import io.penstock.services.events.rules.EventsLimits;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** Calls of PutEvents by the second. Time stands still but for what the test lets pass. */
@Timeout(120)
final class RatesTest {

    private final EventsFixture fixture = new EventsFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    /** What is no event fails alone, and costs no append. */
    private static void put(EventBridgeClient events) {
        events.putEvents(
                put -> put.entries(PutEventsRequestEntry.builder().source("s").build()));
    }

    @Test
    void an_account_has_so_many_calls_a_second_in_each_region() {
        Region small = new Region("ap-east-9");
        EventBridgeClient events = fixture.client("000000000001", small);
        IntStream.range(0, EventsLimits.puts(small)).forEach(i -> put(events));
        ask("ThrottlingException", () -> put(events));
        put(fixture.client("000000000002", small));
        put(fixture.client("000000000001"));
        fixture.world.advance(Duration.ofSeconds(1));
        put(events);
    }
}
