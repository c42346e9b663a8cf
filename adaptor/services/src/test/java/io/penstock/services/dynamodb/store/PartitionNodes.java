package io.penstock.services.dynamodb.store;

import io.penstock.kernel.memory.MemoryLocalStore;
import io.penstock.kernel.memory.MemoryWorld;

/** Partitions for tests of other packages. */
public final class PartitionNodes {

    private PartitionNodes() {}

    /** Registers partitions of a node with a disk of its own. */
    public static void register(MemoryWorld world, Verdicts verdicts) {
        StoreSurroundings around = new StoreSurroundings(
                world.recordLog(),
                new PartitionViews(new MemoryLocalStore()),
                new WriteMemory(Long.MAX_VALUE),
                verdicts,
                new StoreSurroundings.Threads(Runnable::run, Runnable::run));
        world.machines().register(new PartitionMachine(true), self -> new PartitionCompanion(self, around));
    }
}
