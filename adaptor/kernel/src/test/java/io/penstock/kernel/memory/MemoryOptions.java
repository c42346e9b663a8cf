package io.penstock.kernel.memory;

/**
 * How a {@link MemoryWorld} is made.
 *
 * @param seed of everything random: the tick's generator and the faults
 * @param shards how many; few by default, so that aggregates of a test share one
 * @param queueCapacity commands on their way in a shard before it answers THROTTLED; parked ones do not count
 * @param channel whether commands and replies pass through their codecs, as they do between nodes
 */
public record MemoryOptions(EventLoop.Mode mode, long seed, int shards, int queueCapacity, boolean channel) {

    /** One thread, the caller's; time stands still. The seed is that of {@code -Dpenstock.seed}, or 1. */
    public static MemoryOptions deterministic() {
        return new MemoryOptions(EventLoop.Mode.DETERMINISTIC, Long.getLong("penstock.seed", 1), 4, 10_000, true);
    }

    /** For handlers that block: a thread of its own; time stands still. */
    public static MemoryOptions threaded() {
        return deterministic().with(EventLoop.Mode.THREADED);
    }

    /** For handlers that block: a thread of its own, and real time. */
    public static MemoryOptions realTime() {
        return deterministic().with(EventLoop.Mode.REAL_TIME);
    }

    public MemoryOptions with(EventLoop.Mode newMode) {
        return new MemoryOptions(newMode, seed, shards, queueCapacity, channel);
    }

    public MemoryOptions withSeed(long newSeed) {
        return new MemoryOptions(mode, newSeed, shards, queueCapacity, channel);
    }

    public MemoryOptions withShards(int newShards) {
        return new MemoryOptions(mode, seed, newShards, queueCapacity, channel);
    }

    public MemoryOptions withQueueCapacity(int newCapacity) {
        return new MemoryOptions(mode, seed, shards, newCapacity, channel);
    }

    /** Commands and replies are handed over as objects, for machines whose command and reply codecs are not under test. */
    public MemoryOptions withoutChannel() {
        return new MemoryOptions(mode, seed, shards, queueCapacity, false);
    }
}
