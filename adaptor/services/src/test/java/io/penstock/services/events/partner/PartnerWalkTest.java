package io.penstock.services.events.partner;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.events.EventsFixture;
import io.penstock.services.events.EventsFixture.Put;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventSourceResponse;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.EventSource;
import software.amazon.awssdk.services.eventbridge.model.PartnerEventSourceAccount;
import software.amazon.awssdk.services.eventbridge.model.PutPartnerEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutPartnerEventsResultEntry;

/** Two partners and two accounts at random, with weeks between and crashes, beside the table of states in AWS's onboarding guide for partners. */
@Timeout(120)
final class PartnerWalkTest {

    private static final List<String> PARTNERS = List.of("111111111111", "222222222222");
    private static final List<String> ACCOUNTS = List.of("333333333333", "444444444444");
    private static final List<String> NAMES = List.of("aws.partner/example.com/a", "aws.partner/example.com/b/c");
    private static final Duration TWO_WEEKS = Duration.ofDays(14);
    private static final int STEPS = 300;

    /** Of a source for an account. */
    private enum State {
        NONE,
        PENDING,
        ACTIVE
    }

    /** What the table says of one source and one account. */
    private static final class Cell {

        State state = State.NONE;
        Instant pendingSince = Instant.EPOCH;
        boolean bus;

        /** As the account sees it; empty for what it does not see. */
        String seen() {
            if (state != State.NONE) {
                return state.name();
            }
            return bus ? "DELETED" : "";
        }

        void pending(Instant now) {
            state = State.PENDING;
            pendingSince = now;
        }
    }

    private final Map<String, Cell> cells = new HashMap<>();
    private final Map<String, String> owners = new HashMap<>();
    private final List<String> expected = new ArrayList<>();

    static List<Long> seeds() {
        long first = Long.getLong("penstock.seed", 1);
        return IntStream.range(0, Integer.getInteger("penstock.walks", 4))
                .mapToObj(i -> first + i)
                .toList();
    }

    private Cell cell(String name, String account) {
        return cells.computeIfAbsent(name + account, none -> new Cell());
    }

    private List<Cell> cells(String name) {
        return ACCOUNTS.stream().map(account -> cell(name, account)).toList();
    }

    private boolean isThere(String name) {
        return cells(name).stream().anyMatch(cell -> cell.state != State.NONE);
    }

    private boolean isOf(String name, String partner) {
        return isThere(name) && partner.equals(owners.get(name));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void every_state_is_that_of_the_table_and_active_sources_alone_deliver(long seed) {
        Random random = new Random(seed);
        try (EventsFixture fixture = new EventsFixture()) {
            for (int step = 0; step < STEPS; step++) {
                step(fixture, random, step);
                expire(fixture.world.clock().instant());
                String name = NAMES.get(random.nextInt(NAMES.size()));
                check(fixture, name, "seed " + seed + ", step " + step);
            }
            assertThat(fixture.put().stream().map(Put::bus))
                    .as("seed " + seed)
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(expected).as("seed " + seed).isNotEmpty();
        }
    }

    private void expire(Instant now) {
        cells.values().stream()
                .filter(cell -> cell.state == State.PENDING)
                .filter(cell -> !now.isBefore(cell.pendingSince.plus(TWO_WEEKS)))
                .forEach(cell -> cell.state = State.NONE);
    }

    private void step(EventsFixture fixture, Random random, int step) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        String partner = PARTNERS.get(random.nextInt(5) == 0 ? 1 : 0);
        String account = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
        Instant now = fixture.world.clock().instant();
        switch (random.nextInt(11)) {
            case 0, 1 -> offer(fixture.client(partner), partner, name, account, now);
            case 2 -> withdraw(fixture.client(partner), partner, name, account);
            case 3, 4, 5, 6, 7 -> use(fixture.client(account), random, name, cell(name, account), now);
            case 8, 9 -> put(fixture.client(partner), name, partner, step);
            default -> {
                if (random.nextBoolean()) {
                    fixture.world.crashAndRecover();
                } else {
                    fixture.world.advance(Duration.ofDays(random.nextInt(1, 15)));
                }
            }
        }
    }

    private void offer(EventBridgeClient theirs, String partner, String name, String account, Instant now) {
        Cell cell = cell(name, account);
        boolean taken = isThere(name) && !isOf(name, partner);
        String refusal = taken || cell.state != State.NONE ? "ResourceAlreadyExistsException" : "";
        EventsFixture.ask(
                refusal,
                () -> theirs.createPartnerEventSource(
                        create -> create.name(name).account(account)));
        if (refusal.isEmpty()) {
            owners.put(name, partner);
            cell.pending(now);
        }
    }

    private void withdraw(EventBridgeClient theirs, String partner, String name, String account) {
        Cell cell = cell(name, account);
        EventsFixture.ask(
                "",
                () -> theirs.deletePartnerEventSource(
                        delete -> delete.name(name).account(account)));
        if (isOf(name, partner)) {
            cell.state = State.NONE;
        }
    }

    /** What the account does. */
    private static void use(EventBridgeClient ours, Random random, String name, Cell cell, Instant now) {
        switch (random.nextInt(5)) {
            case 0, 1 -> {
                String refusal = cell.bus
                        ? "ResourceAlreadyExistsException"
                        : cell.state == State.NONE ? "ResourceNotFoundException" : "";
                EventsFixture.ask(
                        refusal,
                        () -> ours.createEventBus(create -> create.name(name).eventSourceName(name)));
                if (refusal.isEmpty()) {
                    cell.bus = true;
                    cell.state = State.ACTIVE;
                }
            }
            case 2 -> {
                EventsFixture.ask("", () -> ours.deleteEventBus(delete -> delete.name(name)));
                if (cell.bus && cell.state != State.NONE) {
                    cell.pending(now);
                }
                cell.bus = false;
            }
            case 3 -> {
                EventsFixture.ask(refusal(cell), () -> ours.deactivateEventSource(deactivate -> deactivate.name(name)));
                if (cell.bus && cell.state == State.ACTIVE) {
                    cell.pending(now);
                }
            }
            default -> {
                EventsFixture.ask(refusal(cell), () -> ours.activateEventSource(activate -> activate.name(name)));
                if (cell.bus && cell.state == State.PENDING) {
                    cell.state = State.ACTIVE;
                }
            }
        }
    }

    private static String refusal(Cell cell) {
        if (cell.seen().isEmpty()) {
            return "ResourceNotFoundException";
        }
        return cell.bus && cell.state != State.NONE ? "" : "InvalidStateException";
    }

    private void put(EventBridgeClient partner, String name, String account, int step) {
        PutPartnerEventsResultEntry result = partner.putPartnerEvents(
                        put -> put.entries(PutPartnerEventsRequestEntry.builder()
                                .source(name)
                                .detailType("t")
                                .detail("{\"n\": " + step + "}")
                                .build()))
                .entries()
                .getFirst();
        if (!isOf(name, account)) {
            assertThat(result.errorCode()).isEqualTo("NotAuthorizedForSourceException");
            return;
        }
        assertThat(result.eventId()).isNotNull();
        ACCOUNTS.stream()
                .filter(each -> cell(name, each).bus && cell(name, each).state == State.ACTIVE)
                .forEach(each -> expected.add("arn:aws:events:us-east-1:" + each + ":event-bus/" + name));
    }

    private void check(EventsFixture fixture, String name, String as) {
        for (String account : ACCOUNTS) {
            Cell cell = cell(name, account);
            EventBridgeClient ours = fixture.client(account);
            assertThat(described(ours, name)).as(as).isEqualTo(cell.seen());
            Map<String, String> listed = ours.listEventSources(list -> {}).eventSources().stream()
                    .collect(Collectors.toMap(EventSource::name, EventSource::stateAsString));
            assertThat(listed.getOrDefault(name, "")).as(as).isEqualTo(cell.seen());
        }
        for (String partner : PARTNERS) {
            Map<String, String> told = new HashMap<>();
            try {
                fixture.client(partner)
                        .listPartnerEventSourceAccounts(list -> list.eventSourceName(name))
                        .partnerEventSourceAccounts()
                        .forEach((PartnerEventSourceAccount each) -> told.put(each.account(), each.stateAsString()));
            } catch (EventBridgeException e) {
                assertThat(e.awsErrorDetails().errorCode()).as(as).isEqualTo("ResourceNotFoundException");
            }
            Map<String, String> known = new HashMap<>();
            ACCOUNTS.stream()
                    .filter(account -> isOf(name, partner) && cell(name, account).state != State.NONE)
                    .forEach(account ->
                            known.put(account, cell(name, account).state.name()));
            assertThat(told).as(as).isEqualTo(known);
        }
    }

    private static String described(EventBridgeClient account, String name) {
        try {
            DescribeEventSourceResponse found = account.describeEventSource(describe -> describe.name(name));
            assertThat(found.createdBy()).isEqualTo("example.com");
            return found.stateAsString();
        } catch (EventBridgeException e) {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ResourceNotFoundException");
            return "";
        }
    }
}
