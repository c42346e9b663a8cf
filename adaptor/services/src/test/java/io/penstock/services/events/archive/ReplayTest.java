package io.penstock.services.events.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.memory.MemoryFaults.Rates;
import io.penstock.kernel.memory.MemoryOptions;
import io.penstock.kernel.memory.MemoryWorld;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.events.archive.ReplayDefinition.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives and replays with the log in memory. */
final class ReplayTest {

    private static final String REGION = "us-east-1";
    private static final String ACCOUNT = "000000000000";
    private static final String BUS = "arn:aws:events:us-east-1:000000000000:event-bus/b";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int EVENTS = 3_000;

    private final MemoryWorld world = new MemoryWorld(MemoryOptions.realTime().withSeed(11));
    private final ReadCounting log = new ReadCounting(world.recordLog());
    private final List<String> put = Collections.synchronizedList(new ArrayList<>());
    private final ArchiveDirectory directory = new ArchiveDirectory(world.catalog(), world.machines());

    ReplayTest() {
        ArchiveCompanion.register(
                world.machines(),
                new ArchiveCompanion.World(world.catalog(), new ArchiveTopics(world.topics(), log), (replay, event) -> {
                    put.add(event.id());
                    assertThat(new String(event.json(), UTF_8)).contains("\"replay-name\":\"r\"");
                    return CompletableFuture.completedFuture(null);
                }));
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** A crash may take the answer along: then it is asked again. */
    private ArchiveReply ask(ArchiveCommand command) {
        for (int i = 0; i < 100; i++) {
            try {
                return directory
                        .submit(REGION, ACCOUNT, command)
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join();
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof FaultException fault
                        && fault.fault().status() == 503)) {
                    throw e;
                }
            }
        }
        throw new AssertionError("never answered: " + command);
    }

    private ArchiveDefinition archive() {
        ArchiveDefinition asked = new ArchiveDefinition(
                "arn:aws:events:us-east-1:000000000000:archive/a",
                "a",
                BUS,
                null,
                null,
                0,
                1,
                1,
                ArchiveDefinition.topicOf(REGION, ACCOUNT, "a"),
                null,
                0,
                0);
        ask(new ArchiveCommand.Create(asked));
        return shelf().archives().getFirst().archive();
    }

    private ArchiveReply.Shelf shelf() {
        return (ArchiveReply.Shelf) ask(new ArchiveCommand.Look());
    }

    private void fill(ArchiveDefinition archive) {
        for (int i = 0; i < EVENTS; i++) {
            append(archive, i % archive.partitions(), "e" + i, START.plusSeconds(i));
        }
    }

    private void append(ArchiveDefinition archive, int partition, String id, Instant time) {
        String event = "{\"id\":\"" + id + "\",\"region\":\"r\",\"time\":\"" + time + "\"}";
        world.recordLog()
                .append(
                        new TopicPartition(archive.topic(), partition),
                        new NewRecord(null, event.getBytes(UTF_8), List.of()))
                .join();
    }

    private void start(long fromSecond, long toSecond) {
        ask(new ArchiveCommand.Start(
                new ReplayDefinition(
                        "arn:aws:events:us-east-1:000000000000:replay/r",
                        "r",
                        null,
                        "a",
                        BUS,
                        List.of(),
                        START.plusSeconds(fromSecond).toEpochMilli(),
                        START.plusSeconds(toSecond).toEpochMilli(),
                        Status.STARTING,
                        null,
                        1,
                        null,
                        null,
                        new TreeMap<>(),
                        new TreeMap<>()),
                10));
    }

    private ReplayDefinition until(Status status) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> shelf().replays().getFirst().status() == status);
        return shelf().replays().getFirst();
    }

    @Test
    void a_replay_puts_what_is_in_the_range_its_start_included_and_its_end_not_and_counts_are_true() {
        ArchiveDefinition archive = archive();
        fill(archive);
        start(100, 2_200);
        ReplayDefinition replay = until(Status.COMPLETED);
        assertThat(put).hasSize(2_100).doesNotHaveDuplicates().contains("e100", "e2199");
        assertThat(put).doesNotContain("e99", "e2200");
        assertThat(replay.ended()).isNotNull();
        await().atMost(Duration.ofSeconds(60)).until(() -> events() == EVENTS);
    }

    private long events() {
        return shelf().archives().getFirst().tallies().values().stream()
                .mapToLong(tally -> tally.total(0).events())
                .sum();
    }

    /** Events put as they happen, and among them some that are told of much later: the first and the last of the archive are of one time. */
    @Test
    void a_replay_reads_what_may_be_of_its_range_and_not_the_rest() {
        ArchiveDefinition archive = archive();
        int many = 10 * EVENTS;
        for (int i = 0; i < many; i++) {
            int second = i == many - 1 ? 5 : i;
            append(archive, 0, "e" + i, START.plusSeconds(second));
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> events() == many);
        start(5, 6);
        until(Status.COMPLETED);
        assertThat(put).containsExactlyInAnyOrder("e5", "e" + (many - 1));
        assertThat(log.read()).isLessThan(many / 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatever_crashes_in_the_middle_every_event_of_the_range_is_put(long seed) {
        ArchiveDefinition archive = archive();
        fill(archive);
        start(0, EVENTS);
        int before = 0;
        for (int i = 0; i < 4; i++) {
            int seen = before;
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> put.size() > seen || isOver());
            before = put.size();
            world.journalFaults().randomly(new Rates(0.05, 0.05, 0.05, Duration.ofMillis(seed)));
            world.crashAndRecover();
        }
        world.journalFaults().randomly(Rates.NONE);
        until(Status.COMPLETED);
        assertThat(new HashSet<>(put)).hasSize(EVENTS);
    }

    private boolean isOver() {
        return !shelf().replays().getFirst().status().isActive();
    }

    @Test
    void a_cancelled_replay_comes_to_its_end() {
        ArchiveDefinition archive = archive();
        fill(archive);
        start(0, EVENTS);
        ask(new ArchiveCommand.Cancel("r"));
        assertThat(until(Status.CANCELLED).ended()).isNotNull();
    }
}
