package io.penstock.services.dynamodb.store;

import static io.penstock.services.dynamodb.store.PartitionFixture.ID;
import static io.penstock.services.dynamodb.store.PartitionFixture.delete;
import static io.penstock.services.dynamodb.store.PartitionFixture.place;
import static io.penstock.services.dynamodb.store.PartitionFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.memory.MemoryFaults;
import io.penstock.kernel.memory.MemoryMachines;
import io.penstock.kernel.port.Machines;
import io.penstock.services.dynamodb.store.PartitionReply.Image;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What TransactGetItems builds on: the same version of a place, told twice, means that the image was there all the time between, whoever owned the partition. A number that an
 * owner gave to a change that was lost is given again, so it must never have been told.
 */
final class RereadTest {

    @Test
    void a_version_is_told_of_one_image_only_whatever_becomes_of_the_journal() {
        List<Consumer<MemoryFaults>> faults = List.of(
                MemoryFaults::refuseNextAppend,
                MemoryFaults::loseNextAck,
                MemoryFaults::duplicateNextAppend,
                MemoryFaults::holdAcks);
        for (Consumer<MemoryFaults> fault : faults) {
            for (boolean snapshot : new boolean[] {false, true}) {
                try (PartitionFixture partition = PartitionFixture.shaped()) {
                    partition.submit(put("a", "1")).join();
                    if (snapshot) {
                        partition.world.snapshot(ID);
                    }
                    fault.accept(partition.world.journalFaults());
                    List<CompletableFuture<PartitionReply>> told = new ArrayList<>();
                    partition.world.atOnce(() -> {
                        partition.submit(put("a", "2"));
                        told.add(get(partition.world.machines()));
                    });
                    partition.world.crashAndRecover();
                    told.add(get(partition.world.machines()));
                    partition.submit(put("a", "3")).join();
                    told.add(get(partition.world.machines()));
                    Map<Long, String> values = new HashMap<>();
                    for (CompletableFuture<PartitionReply> one : told) {
                        if (!one.isCompletedExceptionally()) {
                            Image image = image(one);
                            String value = PartitionFixture.value(image.item()).orElse("");
                            assertThat(values.putIfAbsent(image.version(), value))
                                    .isIn(null, value);
                        }
                    }
                    assertThat(values).containsValue("3");
                }
            }
        }
    }

    @Test
    void a_deposed_owner_tells_no_version() {
        try (PartitionFixture partition = PartitionFixture.shaped()) {
            partition.submit(put("a", "1")).join();
            MemoryMachines zombie = partition.depose();
            List<CompletableFuture<PartitionReply>> told = new ArrayList<>();
            // Its own change has the number that the new owner gives to another one.
            partition.world.atOnce(() -> {
                told.add(get(zombie));
                PartitionFixture.submit(zombie, put("a", "lost"));
                told.add(get(zombie));
            });
            partition.submit(put("a", "2")).join();
            assertThat(told).allMatch(CompletableFuture::isCompletedExceptionally);
            assertThat(image(get(partition.world.machines())).version()).isEqualTo(2);
        }
    }

    @Test
    void what_was_there_for_a_moment_shows_in_the_version_of_nothing_across_owners() {
        for (boolean snapshot : new boolean[] {false, true}) {
            try (PartitionFixture partition = PartitionFixture.shaped()) {
                partition.submit(put("b", "1")).join();
                long before = image(get(partition.world.machines())).version();
                partition.submit(put("a", "1")).join();
                partition.submit(delete("a")).join();
                if (snapshot) {
                    partition.world.snapshot(ID);
                }
                partition.depose();
                Image after = image(get(partition.world.machines()));
                assertThat(after.item().isEmpty()).isTrue();
                assertThat(after.version()).isGreaterThan(before);
            }
        }
    }

    private static CompletableFuture<PartitionReply> get(Machines machines) {
        return PartitionFixture.submit(machines, new PartitionCommand.Get(List.of(place("a")), true));
    }

    private static Image image(CompletableFuture<PartitionReply> reply) {
        if (!(reply.join() instanceof PartitionReply.Found(List<Image> images))) {
            throw new AssertionError("no answer: " + reply);
        }
        return images.getFirst();
    }
}
