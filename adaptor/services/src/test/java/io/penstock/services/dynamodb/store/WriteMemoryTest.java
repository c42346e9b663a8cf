package io.penstock.services.dynamodb.store;

import static io.penstock.services.dynamodb.store.PartitionFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.services.dynamodb.item.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class WriteMemoryTest {

    private static final String LARGE = "x".repeat(100_000);
    private static final AggregateId OTHER =
            PartitionMachine.id("arn:aws:dynamodb:us-east-1:000000000000:table/t", "0a", 1);

    @Test
    void partitions_of_a_node_share_one_bound_and_go_on_when_there_is_room_again() {
        try (PartitionFixture node = PartitionFixture.shaped()) {
            submit(node, new PartitionCommand.Shape(other())).join();
            node.world.recordLogFaults().holdAcks();
            List<CompletableFuture<PartitionReply>> written = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                written.add(node.submit(put("a" + i, LARGE)));
            }
            assertThat(written.stream().filter(CompletableFuture::isDone)).hasSize(6);
            assertThat(node.state().heap()).isLessThan(PartitionMachine.OVERLAY_BYTES);
            CompletableFuture<PartitionReply> others = submit(node, put("b", "1"));
            assertThat(others).isNotDone();
            node.world.recordLogFaults().releaseAcks();
            assertThat(written).allMatch(CompletableFuture::isDone);
            assertThat(others)
                    .isCompletedWithValue(new PartitionReply.Written(Item.EMPTY, PartitionFixture.item("b", "1")));
            assertThat(node.memory.taken()).isZero();
        }
    }

    @Test
    void what_a_partition_had_is_free_when_it_is_gone() {
        try (PartitionFixture node = PartitionFixture.shaped()) {
            node.world.recordLogFaults().holdAcks();
            node.submit(put("a", LARGE)).join();
            assertThat(node.memory.taken()).isGreaterThan(LARGE.length());
            node.submit(new PartitionCommand.Discard()).join();
            assertThat(node.memory.taken()).isZero();
        }
    }

    private static TableShape other() {
        TableShape shape = PartitionFixture.SHAPE;
        return new TableShape(shape.id(), shape.topic(), 1, shape.key(), List.of());
    }

    private static CompletableFuture<PartitionReply> submit(PartitionFixture node, PartitionCommand command) {
        return node.world.machines().submit(PartitionMachine.TYPE, OTHER, command);
    }
}
