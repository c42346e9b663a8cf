package io.penstock.services.dynamodb.store;

import static io.penstock.services.dynamodb.store.PartitionFixture.ID;
import static io.penstock.services.dynamodb.store.PartitionFixture.delete;
import static io.penstock.services.dynamodb.store.PartitionFixture.get;
import static io.penstock.services.dynamodb.store.PartitionFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.memory.MemoryMachines;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.dynamodb.item.Item;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class PartitionDurabilityTest {

    @Test
    void what_was_written_is_read_and_is_in_the_topic_and_not_in_memory() {
        try (PartitionFixture partition = PartitionFixture.shaped()) {
            partition.submit(put("a", "1")).join();
            partition.submit(put("b", "2")).join();
            partition.submit(put("a", "3")).join();
            partition.submit(delete("b")).join();
            assertThat(partition.items()).isEqualTo(Map.of("a", "3"));
            assertThat(partition.compacted()).isEqualTo(Map.of("a", "3"));
            assertThat(partition.state().overlay()).isEmpty();
            assertThat(partition.state().items()).isEqualTo(1);
        }
    }

    @Test
    void nothing_is_lost_in_a_crash_whatever_became_of_the_disk() {
        for (boolean wiped : new boolean[] {false, true}) {
            for (boolean snapshot : new boolean[] {false, true}) {
                try (PartitionFixture partition = PartitionFixture.shaped()) {
                    partition.submit(put("a", "1")).join();
                    partition.submit(put("b", "2")).join();
                    if (snapshot) {
                        partition.world.snapshot(ID);
                    }
                    partition.submit(put("c", "3")).join();
                    partition.submit(delete("a")).join();
                    if (wiped) {
                        partition.store.wipe();
                    }
                    partition.world.crashAndRecover();
                    assertThat(partition.items()).isEqualTo(Map.of("b", "2", "c", "3"));
                    assertThat(partition.state().items()).isEqualTo(2);
                }
            }
        }
    }

    @Test
    void a_replay_does_not_bring_back_what_the_topic_has() {
        try (PartitionFixture partition = PartitionFixture.shaped()) {
            for (int i = 0; i < 100; i++) {
                partition.submit(put("k" + i, "1")).join();
            }
            partition.stick();
            partition.submit(put("late", "2")).join();
            partition.world.crashAndRecover();
            // Nothing has been settled in this life.
            assertThat(partition.state().overlay().keySet()).containsExactly(PartitionFixture.place("late"));
            partition.unstick();
            assertThat(partition.items()).hasSize(101).containsEntry("k7", "1").containsEntry("late", "2");
        }
    }

    @Test
    void an_image_that_is_not_decided_is_neither_in_the_topic_nor_on_disk() {
        try (PartitionFixture partition = PartitionFixture.shaped()) {
            partition.submit(put("a", "1")).join();
            int onDisk = partition.store.size();
            partition.world.journalFaults().holdAcks();
            CompletableFuture<PartitionReply> undecided = partition.submit(put("b", "2"));
            assertThat(undecided).isNotDone();
            assertThat(partition.compacted()).isEqualTo(Map.of("a", "1"));
            assertThat(partition.store.size()).isEqualTo(onDisk);
            partition.world.journalFaults().releaseAcks();
            undecided.join();
            assertThat(partition.compacted()).isEqualTo(Map.of("a", "1", "b", "2"));
        }
    }

    @Test
    void an_image_that_the_journal_refused_is_nowhere() {
        try (PartitionFixture partition = PartitionFixture.shaped()) {
            partition.submit(put("a", "1")).join();
            partition.world.journalFaults().refuseNextAppend();
            assertThat(partition.submit(put("a", "2"))).isCompletedExceptionally();
            assertThat(get(partition.world.machines(), "a")).contains("1");
            assertThat(partition.compacted()).isEqualTo(Map.of("a", "1"));
            partition.world.crashAndRecover();
            assertThat(partition.items()).isEqualTo(Map.of("a", "1"));
        }
    }

    @Test
    void a_change_that_the_topic_has_not_acknowledged_survives_in_the_snapshot() {
        try (PartitionFixture partition = PartitionFixture.shaped()) {
            partition.world.recordLogFaults().holdAcks();
            partition.submit(put("a", "1")).join();
            assertThat(partition.state().overlay()).hasSize(1);
            partition.world.snapshot(ID);
            partition.store.wipe();
            partition.world.crashAndRecover();
            assertThat(partition.items()).isEqualTo(Map.of("a", "1"));
            assertThat(partition.compacted()).isEqualTo(Map.of("a", "1"));
        }
    }

    @Test
    void a_refused_or_lost_append_to_the_topic_is_made_up_for_in_the_next_term() {
        try (PartitionFixture partition = PartitionFixture.shaped()) {
            partition.world.recordLogFaults().refuseNextAppend();
            partition.submit(put("a", "1")).join();
            partition.world.recordLogFaults().loseNextAck();
            partition.submit(put("b", "2")).join();
            partition.world.recordLogFaults().duplicateNextAppend();
            partition.submit(put("c", "3")).join();
            partition.submit(put("d", "4")).join();
            Map<String, String> all = Map.of("a", "1", "b", "2", "c", "3", "d", "4");
            assertThat(partition.items()).isEqualTo(all);
            assertThat(partition.compacted()).isEqualTo(all);
            assertThat(partition.state().overlay()).isEmpty();
        }
    }

    @Test
    void a_record_of_a_deposed_owner_that_comes_late_is_ignored_and_overwritten() {
        try (PartitionFixture partition = PartitionFixture.shaped()) {
            partition.submit(put("a", "old")).join();
            partition.submit(put("b", "old")).join();
            long term = partition.state().term();
            MemoryMachines zombie = partition.depose();
            partition.submit(put("a", "new")).join();
            partition.submit(delete("b")).join();
            late(partition, "a", term);
            late(partition, "b", term);
            // The next append shows the gap.
            partition.submit(put("c", "new")).join();
            Map<String, String> all = Map.of("a", "new", "c", "new");
            assertThat(partition.items()).isEqualTo(all);
            assertThat(partition.compacted()).isEqualTo(all);
            partition.store.wipe();
            partition.world.crashAndRecover();
            assertThat(partition.items()).isEqualTo(all);
            assertThat(zombie).isNotNull();
        }
    }

    @Test
    void a_late_record_that_nobody_noticed_before_a_crash_is_overwritten_by_the_next_owner() {
        for (boolean wiped : new boolean[] {false, true}) {
            try (PartitionFixture partition = PartitionFixture.shaped()) {
                partition.submit(put("a", "old")).join();
                long term = partition.state().term();
                partition.depose();
                partition.submit(put("a", "new")).join();
                late(partition, "a", term);
                if (wiped) {
                    partition.store.wipe();
                }
                partition.world.crashAndRecover();
                assertThat(partition.items()).isEqualTo(Map.of("a", "new"));
                assertThat(partition.compacted()).isEqualTo(Map.of("a", "new"));
            }
        }
    }

    @Test
    void a_zombie_acknowledges_nothing_and_changes_nothing() {
        try (PartitionFixture partition = PartitionFixture.shaped()) {
            partition.submit(put("a", "1")).join();
            MemoryMachines zombie = partition.depose();
            partition.submit(put("a", "2")).join();
            assertThat(PartitionFixture.submit(zombie, put("a", "3"))).isCompletedExceptionally();
            assertThat(partition.items()).isEqualTo(Map.of("a", "2"));
            assertThat(partition.compacted()).isEqualTo(Map.of("a", "2"));
        }
    }

    @Test
    void a_discarded_partition_leaves_nothing_on_disk_and_can_be_made_again() {
        try (PartitionFixture partition = PartitionFixture.shaped()) {
            partition.submit(put("a", "1")).join();
            partition.submit(new PartitionCommand.Discard()).join();
            assertThat(partition.store.size()).isZero();
            assertThat(partition.submit(put("a", "1")).join()).isEqualTo(new PartitionReply.Absent());
        }
    }

    private static void late(PartitionFixture partition, String pk, long term) {
        Item item = PartitionFixture.item(pk, "old");
        Entry entry = new Entry(PartitionFixture.place(pk), 1, item);
        partition
                .world
                .recordLog()
                .append(
                        new TopicPartition(PartitionFixture.TOPIC, 0),
                        TableRecord.of(PartitionFixture.KEY, entry, term))
                .join();
    }
}
