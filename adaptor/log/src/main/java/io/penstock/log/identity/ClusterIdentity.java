package io.penstock.log.identity;

import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The first record of {@code penstock.cluster} holds it. A node that finds none appends a candidate and reads again: whichever record is first
 * counts, for everyone. The topic is never compacted and kept for ever; further records in it mean nothing.
 *
 * @param shards how many; never changes, because the shard of an aggregate depends on it
 * @param secret 32 random bytes by which the nodes know each other; whoever may read the topic may join
 */
public record ClusterIdentity(int shards, byte[] secret) {

    /** The topic, before the operator's prefix. */
    public static final String TOPIC = "penstock.cluster";

    /** Bytes of the secret. */
    public static final int SECRET_BYTES = 32;

    private static final byte FORMAT = 1;
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    /** How the topic is made. */
    public static Topics.Spec topic() {
        return new Topics.Spec(
                TOPIC, 1, Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1"));
    }

    /**
     * Reads the identity, or makes it.
     *
     * @param candidate asked once when there is none yet
     */
    public static CompletableFuture<ClusterIdentity> establish(RecordLog log, Supplier<ClusterIdentity> candidate) {
        return first(log).thenCompose(found -> {
            if (!found.isEmpty()) {
                return CompletableFuture.completedFuture(decode(found.getFirst()));
            }
            return log.append(PARTITION, new NewRecord(null, candidate.get().encode(), List.of()))
                    .thenCompose(appended -> first(log))
                    .thenApply(mine -> decode(mine.getFirst()));
        });
    }

    private static CompletableFuture<List<LogRecord>> first(RecordLog log) {
        return log.read(PARTITION, 0, 1, 1);
    }

    byte[] encode() {
        return ByteBuffer.allocate(1 + Integer.BYTES + SECRET_BYTES)
                .put(FORMAT)
                .putInt(shards)
                .put(secret)
                .array();
    }

    static ClusterIdentity decode(LogRecord record) {
        if (record.offset() != 0) {
            throw new IllegalStateException(
                    "the first record of " + TOPIC + " is lost, the log begins at offset " + record.offset());
        }
        ByteBuffer bytes = ByteBuffer.wrap(record.value());
        byte format = bytes.hasRemaining() ? bytes.get() : 0;
        if (format != FORMAT || bytes.remaining() != Integer.BYTES + SECRET_BYTES) {
            throw new IllegalStateException("this cluster was made by another version: format " + format
                    + " is not known here, " + FORMAT + " is");
        }
        int shards = bytes.getInt();
        byte[] secret = new byte[SECRET_BYTES];
        bytes.get(secret);
        return new ClusterIdentity(shards, secret);
    }
}
