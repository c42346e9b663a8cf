package io.penstock.services.dynamodb.store;

import static io.penstock.services.dynamodb.store.PartitionFixture.ID;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.memory.MemoryFaults;
import io.penstock.kernel.port.TopicPartition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Writes among faults of journal and topic, crashes, lost disks, snapshots, deposed owners and their late records: what was acknowledged stays, what was refused is nowhere. */
final class PartitionStormTest {

    private static final int STEPS = 150;

    static java.util.stream.LongStream seeds() {
        return java.util.stream.LongStream.rangeClosed(1, 30);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_was_acknowledged_is_there_and_nothing_else(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (PartitionFixture partition = new PartitionFixture(seed)) {
            partition.shape(PartitionFixture.SHAPE);
            Map<String, Set<Optional<String>>> possible = new HashMap<>();
            for (int step = 0; step < STEPS; step++) {
                disturb(partition, random);
                String pk = "k" + random.nextInt(6);
                boolean deletes = random.nextInt(4) == 0;
                Optional<String> value = deletes ? Optional.empty() : Optional.of("v" + step);
                CompletableFuture<PartitionReply> written =
                        partition.submit(deletes ? PartitionFixture.delete(pk) : PartitionFixture.put(pk, "v" + step));
                Set<Optional<String>> before = possible.getOrDefault(pk, Set.of(Optional.empty()));
                if (written.isDone() && !written.isCompletedExceptionally()) {
                    possible.put(pk, Set.of(value));
                } else {
                    Set<Optional<String>> either = new java.util.HashSet<>(before);
                    either.add(value);
                    possible.put(pk, either);
                }
                Optional<String> read = partition.get(pk);
                assertThat(possible.get(pk))
                        .as("seed %d step %d %s", seed, step, pk)
                        .contains(read);
                possible.put(pk, Set.of(read));
            }
            check(partition, possible);
            partition.store.wipe();
            partition.world.crashAndRecover();
            check(partition, possible);
        }
    }

    private static void check(PartitionFixture partition, Map<String, Set<Optional<String>>> possible) {
        // An append of the owner's shows what others left between.
        partition.submit(PartitionFixture.put("last", "x")).join();
        Map<String, String> expected = new TreeMap<>(Map.of("last", "x"));
        possible.forEach((pk, values) -> values.iterator().next().ifPresent(value -> expected.put(pk, value)));
        assertThat(partition.items()).isEqualTo(expected);
        assertThat(partition.compacted()).isEqualTo(expected);
        assertThat(partition.state().items()).isEqualTo(expected.size());
        assertThat(partition.state().overlay()).isEmpty();
    }

    private static void disturb(PartitionFixture partition, SplittableRandom random) {
        MemoryFaults journal = partition.world.journalFaults();
        MemoryFaults topic = partition.world.recordLogFaults();
        switch (random.nextInt(24)) {
            case 0 -> journal.refuseNextAppend();
            case 1 -> journal.loseNextAck();
            case 2 -> journal.duplicateNextAppend();
            case 3 -> topic.refuseNextAppend();
            case 4 -> topic.loseNextAck();
            case 5 -> topic.duplicateNextAppend();
            case 6 -> partition.world.crashAndRecover();
            case 7 -> {
                partition.store.wipe();
                partition.world.crashAndRecover();
            }
            case 8, 9 -> partition.world.snapshot(ID);
            case 10 -> partition.world.stepDown(ID);
            case 11 -> partition.depose();
            case 12 -> late(partition, "k" + random.nextInt(6));
            default -> {}
        }
    }

    /** What an owner of the first term had sent, and arrives now. */
    private static void late(PartitionFixture partition, String pk) {
        if (partition.state().term() > 1) {
            Entry entry = new Entry(PartitionFixture.place(pk), 1, PartitionFixture.item(pk, "late"));
            partition
                    .world
                    .recordLog()
                    .append(
                            new TopicPartition(PartitionFixture.TOPIC, 0),
                            TableRecord.of(PartitionFixture.KEY, entry, 1));
        }
    }
}
