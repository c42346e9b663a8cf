package io.penstock.services.events.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.walk.RandomWalk;
import io.penstock.services.events.archive.ReplayDefinition.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ArchiveMachineTest {

    private static final String BUS = "arn:aws:events:us-east-1:000000000000:event-bus/b";

    private static ArchiveDefinition archive(String name) {
        return new ArchiveDefinition(
                "arn:aws:events:us-east-1:000000000000:archive/" + name,
                name,
                BUS,
                null,
                null,
                0,
                1,
                1,
                ArchiveDefinition.topicOf("us-east-1", "000000000000", name),
                null,
                0,
                0);
    }

    private static ReplayDefinition replay(String name, String archive, long now) {
        return new ReplayDefinition(
                "arn:aws:events:us-east-1:000000000000:replay/" + name,
                name,
                null,
                archive,
                BUS,
                List.of(),
                0,
                10,
                Status.STARTING,
                null,
                now,
                null,
                null,
                new TreeMap<>(),
                new TreeMap<>());
    }

    @Test
    void replays_end_once_are_no_more_than_allowed_and_never_go_back_and_counts_have_no_gaps() {
        RandomWalk.of(new ArchiveMachine(), ArchiveMachineTest::next)
                .id(ArchiveMachine.id("us-east-1", "000000000000"))
                .longestPause(Duration.ofDays(40))
                .check((state, step) -> check(state))
                .run();
    }

    private static ArchiveCommand next(ArchiveState state, Instant now, RandomGenerator random) {
        String archive = "a" + random.nextInt(3);
        String replay = "r" + random.nextInt(6);
        return switch (random.nextInt(16)) {
            case 0, 1 -> new ArchiveCommand.Create(archive(archive));
            case 2 -> new ArchiveCommand.Update(archive, random.nextBoolean() ? "d" : null, "", random.nextInt(3));
            case 3 -> new ArchiveCommand.Delete(archive);
            case 4, 5 -> new ArchiveCommand.Ready(archive, "id" + random.nextInt(100), 2);
            case 6 -> new ArchiveCommand.Gone(ArchiveDefinition.topicOf("us-east-1", "000000000000", archive));
            case 7, 8 -> {
                Tally tally = state.tallies(archive).getOrDefault(0, Tally.NONE);
                long to = tally.to() + random.nextInt(2_000);
                yield new ArchiveCommand.Count(
                        archive,
                        0,
                        tally.to() - random.nextInt(2),
                        to,
                        new Tally.Total(to - tally.to(), 7),
                        new Tally.Times(1, 2));
            }
            case 9, 10 -> new ArchiveCommand.Start(replay(replay, archive, now.toEpochMilli()), 3);
            case 11 -> new ArchiveCommand.Cancel(replay);
            case 12 -> new ArchiveCommand.Begin(replay, offsets(0, 5), offsets(20, 9));
            case 13 -> new ArchiveCommand.Advance(replay, random.nextInt(2), random.nextInt(20), 5L);
            case 14 -> new ArchiveCommand.End(replay, random.nextBoolean() ? Status.COMPLETED : Status.FAILED, "why");
            default -> new ArchiveCommand.Look();
        };
    }

    private static SortedMap<Integer, Long> offsets(long first, long second) {
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        offsets.put(0, first);
        offsets.put(1, second);
        return offsets;
    }

    private static void check(ArchiveState state) {
        assertThat(state.replays.values())
                .filteredOn(replay -> replay.status().isActive())
                .hasSizeLessThanOrEqualTo(3)
                .allSatisfy(replay -> assertThat(state.archives).containsKey(replay.archive()));
        assertThat(state.replays.values())
                .allSatisfy(replay -> assertThat(replay.status().isActive()).isEqualTo(replay.ended() == null));
        state.tallies
                .values()
                .forEach(partitions -> partitions.values().forEach(tally -> {
                    assertThat(tally.stretches()).hasSizeLessThanOrEqualTo(Tally.MOST);
                    for (int i = 1; i < tally.stretches().size(); i++) {
                        assertThat(tally.stretches().get(i).from())
                                .isEqualTo(tally.stretches().get(i - 1).to());
                    }
                    assertThat(tally.total(0).events()).isEqualTo(tally.to());
                }));
    }

    @Test
    void what_is_forgotten_at_the_beginning_is_not_counted_any_more() {
        Tally tally = Tally.NONE;
        for (int i : IntStream.range(0, 300).toArray()) {
            tally = tally.plus((i + 1) * 1_000L, new Tally.Total(1_000, 5_000), null);
        }
        assertThat(tally.total(0)).isEqualTo(new Tally.Total(300_000, 1_500_000));
        assertThat(tally.total(300_000)).isEqualTo(new Tally.Total(0, 0));
        assertThat(tally.total(123_400).events()).isEqualTo(300_000 - 123_400);
    }

    @Test
    void an_event_that_is_archived_twice_near_each_other_is_replayed_once() {
        Recent recent = new Recent();
        assertThat(recent.isNew(0, 1, "a")).isTrue();
        assertThat(recent.isNew(0, 2, "a")).isFalse();
        assertThat(recent.isNew(0, 1, "a")).as("asked again").isTrue();
        assertThat(recent.isNew(1, 2, "a")).as("of another partition").isTrue();
        IntStream.range(0, Recent.REMEMBERED).forEach(i -> recent.isNew(0, 10 + i, "b" + i));
        assertThat(recent.isNew(0, 100_000, "a")).as("long ago").isTrue();
    }
}
