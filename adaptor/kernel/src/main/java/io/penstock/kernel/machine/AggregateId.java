package io.penstock.kernel.machine;

import java.nio.charset.StandardCharsets;

/**
 * Names one aggregate of a kind. Its shard is a stable hash of the key.
 *
 * @param key 1 to 1,024 characters, for example a queue's ARN and partition
 */
public record AggregateId(String key) {

    public AggregateId {
        if (key.isEmpty() || key.length() > 1024) {
            throw new IllegalArgumentException("an aggregate key has 1 to 1024 characters: " + key.length());
        }
    }

    /**
     * The shard of this aggregate. FNV-1a with a final mix over the key's UTF-8: stable across versions and processes, because the place of
     * an aggregate's journal depends on it. Never change it.
     */
    public int shard(int shards) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        hash ^= hash >>> 32;
        hash *= 0x9E3779B97F4A7C15L;
        hash ^= hash >>> 29;
        return (int) Long.remainderUnsigned(hash, shards);
    }

    @Override
    public String toString() {
        return key;
    }
}
