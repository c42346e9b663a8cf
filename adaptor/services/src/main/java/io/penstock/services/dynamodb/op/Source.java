package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.store.PartitionReply.At;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Items of several partitions, one after another. */
interface Source {

    /** The next; null at the end. */
    @Nullable
    At next() throws InterruptedException;

    /** One partition after the other. */
    static Source chained(List<PartitionReader> readers) {
        return () -> {
            for (PartitionReader reader : readers) {
                At at = reader.peek();
                if (at != null) {
                    reader.take();
                    return at;
                }
            }
            return null;
        };
    }

    /** All partitions in one order. */
    static Source merged(List<PartitionReader> readers, boolean descending) {
        return () -> {
            readers.forEach(PartitionReader::ask);
            PartitionReader best = null;
            At first = null;
            for (PartitionReader reader : readers) {
                At at = reader.peek();
                if (at != null && (first == null || (at.at().compareTo(first.at()) < 0) != descending)) {
                    best = reader;
                    first = at;
                }
            }
            if (best != null) {
                best.take();
            }
            return first;
        };
    }
}
