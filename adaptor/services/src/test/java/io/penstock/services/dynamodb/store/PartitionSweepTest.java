package io.penstock.services.dynamodb.store;

import static io.penstock.services.dynamodb.store.PartitionFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.memory.MemoryLocalStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PartitionSweepTest {

    private static final String ID = PartitionFixture.SHAPE.id();

    @Test
    void partitions_of_tables_that_are_gone_are_removed_and_others_stay() {
        MemoryLocalStore store = new MemoryLocalStore();
        fill(store, "01".repeat(16), 0);
        fill(store, "02".repeat(16), 0);
        int kept = store.size();
        fill(store, "03".repeat(16), 0);
        fill(store, "03".repeat(16), 63);
        new PartitionViews(store).sweep(id -> !id.startsWith("03"));
        assertThat(store.size()).isEqualTo(kept);
        new PartitionViews(store).sweep(id -> id.startsWith("02"));
        assertThat(store.size()).isEqualTo(kept / 2);
        new PartitionViews(store).sweep(id -> false);
        assertThat(store.size()).isZero();
    }

    @Test
    void what_is_in_use_stays_whatever_is_said() {
        try (PartitionFixture partition = PartitionFixture.shaped()) {
            partition.submit(put("a", "1")).join();
            partition.views().sweep(id -> false);
            assertThat(partition.items()).isEqualTo(Map.of("a", "1"));
        }
    }

    @Test
    void what_another_owner_left_behind_goes_and_can_be_built_again() {
        try (PartitionFixture partition = PartitionFixture.shaped()) {
            partition.submit(put("a", "1")).join();
            MemoryLocalStore left = partition.store;
            partition.depose();
            partition.submit(put("b", "2")).join();
            assertThat(left.size()).isPositive();
            new PartitionViews(left).sweep(id -> !id.equals(ID));
            assertThat(left.size()).isZero();
            partition.world.crashAndRecover();
            assertThat(partition.items()).isEqualTo(Map.of("a", "1", "b", "2"));
        }
    }

    private static void fill(MemoryLocalStore store, String id, int partition) {
        PartitionView view =
                new PartitionViews(store).open(new TableShape(id, "t", partition, PartitionFixture.KEY, List.of()));
        Entry entry = new Entry(PartitionFixture.place("a"), 1, PartitionFixture.item("a", "1"));
        view.fold(new PartitionView.Stretch(List.of(entry), List.of(), 1, 1, 0));
    }
}
