package io.penstock.services.sqs.op;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.services.common.Await;
import io.penstock.services.sqs.definition.PartitionCommands;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.wire.CallContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;

/**
 * Whether the log of a queue holds what the windows of its partitions did not show. Looks at all partitions at once, and gives their scans time to reach it.
 *
 * <p>A partition may fall silent behind an answer: its owner dies, or its topic partition loses its leader, of which the log says nothing for half a minute. It is late then, like one that does not
 * answer a receive, and when all are, the caller hears of it after some seconds.
 */
final class CatchUp {

    /** How often {@link Receiving#LATE} while nobody answers: with the scan's time six seconds. */
    private static final int SILENT = 7;

    /** By partition: what to ask it, or empty when it has nothing. */
    private final SortedMap<Integer, CompletableFuture<Optional<Command.Receive>>> looks = new TreeMap<>();

    /**
     * Begins to look.
     *
     * @param where in which partitions
     */
    CatchUp(Environment environment, QueueDefinition queue, Command.Receive wish, IntPredicate where) {
        Instant until = environment.chance().clock().instant().plus(PartitionCommands.CATCH_UP);
        for (int partition = 0; partition < queue.placement().partitions(); partition++) {
            if (where.test(partition)) {
                looks.put(partition, look(environment.partitions(), queue, partition, Receiving.until(wish, until)));
            }
        }
    }

    /** Where it looks. */
    Set<Integer> partitions() {
        return looks.keySet();
    }

    private static CompletableFuture<Optional<Command.Receive>> look(
            PartitionCommands partitions, QueueDefinition queue, int partition, Command.Receive patient) {
        return partitions
                .end(queue, partition)
                .thenCompose(end -> partitions.measure(queue, partition, end).thenCompose(measured -> {
                    if (measured.visible() == 0) {
                        return CompletableFuture.completedFuture(Optional.empty());
                    }
                    if (measured.visible() > PartitionCommands.DEEP) {
                        // Its first messages wake the receive.
                        return CompletableFuture.completedFuture(Optional.of(patient));
                    }
                    return partitions
                            .scanned(queue, partition, end, patient.waitUntil())
                            .thenApply(passed -> Optional.of(Receiving.until(patient, Instant.EPOCH)));
                }));
    }

    /**
     * Waits until all partitions are looked at; for late ones only while there is no other, and not for ever.
     *
     * @param needsAll waits for late ones, too, though not for ever either
     */
    void await(CallContext call, boolean needsAll) throws InterruptedException {
        CompletableFuture<Void> all = CompletableFuture.allOf(looks.values().toArray(CompletableFuture<?>[]::new));
        Duration time = PartitionCommands.CATCH_UP.plus(Receiving.LATE);
        for (int i = 0; i < SILENT && !Await.within(call, all, time) && (needsAll || !isAnyThere()); i++) {
            time = Receiving.LATE;
        }
    }

    private boolean isAnyThere() {
        return looks.values().stream().anyMatch(look -> look.state() == Future.State.SUCCESS);
    }

    /** What to ask a partition; empty when it has nothing. Fails when it did, or is late. */
    Optional<Command.Receive> of(int partition) throws InterruptedException {
        CompletableFuture<Optional<Command.Receive>> look = looks.get(partition);
        if (look == null || !look.isDone()) {
            throw CommonFaults.UNAVAILABLE.with();
        }
        return Await.reply(look);
    }
}
