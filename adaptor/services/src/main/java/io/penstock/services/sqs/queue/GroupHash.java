package io.penstock.services.sqs.queue;

import java.nio.charset.StandardCharsets;

/**
 * Message groups as 64-bit numbers. Two groups that meet on one number share a lock and a turn: they lose
 * parallelism, never order, so 64
 * bits are enough and a group costs no text in memory.
 */
public final class GroupHash {

    /** No group. */
    public static final long NONE = 0;

    private GroupHash() {}

    /** The number of a MessageGroupId, never {@link #NONE}. Stable: it is written to snapshots. */
    public static long of(String group) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : group.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        hash ^= hash >>> 32;
        hash *= 0xd6e8feb86659fd93L;
        hash ^= hash >>> 32;
        return hash == NONE ? 1 : hash;
    }
}
