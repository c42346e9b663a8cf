package io.penstock.services.sqs.partition;

import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.sqs.definition.QueueDefinition;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Which partition of its topic a message belongs to. */
public final class Placement {

    private static final int SEED = 0x9747b28c;
    private static final int M = 0x5bd1e995;

    private Placement() {}

    /**
     * The partition of a key: the one that the default partitioner of Kafka's own producers picks, so that a message group stays in one partition
     * whichever door its messages come through.
     */
    public static TopicPartition byKey(QueueDefinition queue, byte[] key) {
        int partitions = queue.placement().partitions();
        int partition = partitions == 1 ? 0 : (murmur2(key) & 0x7fffffff) % partitions;
        return new TopicPartition(queue.placement().topic(), partition);
    }

    /** The partition of a moved message: that of its group on FIFO, else one that a repeated move finds again. */
    static TopicPartition ofMove(QueueDefinition queue, MovedRecord moved) {
        byte @Nullable [] key = queue.isFifo() ? moved.key(true) : null;
        return byKey(queue, key == null ? moved.moveId().getBytes(StandardCharsets.UTF_8) : key);
    }

    /** MurmurHash2 as Kafka's clients compute it. */
    private static int murmur2(byte[] data) {
        int hash = SEED ^ data.length;
        int tail = data.length & ~3;
        for (int i = 0; i < tail; i += 4) {
            int k = (data[i] & 0xff)
                    | ((data[i + 1] & 0xff) << 8)
                    | ((data[i + 2] & 0xff) << 16)
                    | ((data[i + 3] & 0xff) << 24);
            k *= M;
            k ^= k >>> 24;
            hash = (hash * M) ^ (k * M);
        }
        if (tail < data.length) {
            for (int i = data.length - 1; i >= tail; i--) {
                hash ^= (data[i] & 0xff) << (8 * (i - tail));
            }
            hash *= M;
        }
        hash ^= hash >>> 13;
        hash *= M;
        return hash ^ (hash >>> 15);
    }
}
