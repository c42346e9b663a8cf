package io.penstock.kernel.port;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record of a log. Arrays are shared: nobody may change them.
 *
 * @param offset its place; grows within a partition, with gaps (transaction markers, compaction)
 * @param timestampMillis when the broker appended it, epoch milliseconds (topics of ours use LogAppendTime)
 * @param value empty for a record without one
 */
public record LogRecord(long offset, long timestampMillis, byte @Nullable [] key, byte[] value, List<Header> headers) {

    // Not the compact form, for the reason given in NewRecord.
    public LogRecord(long offset, long timestampMillis, byte @Nullable [] key, byte[] value, List<Header> headers) {
        this.offset = offset;
        this.timestampMillis = timestampMillis;
        this.key = key;
        this.value = value;
        this.headers = List.copyOf(headers);
    }

    /** The last header of that name, which is the one Kafka's clients call current. */
    public Optional<Header> header(String name) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (headers.get(i).key().equals(name)) {
                return Optional.of(headers.get(i));
            }
        }
        return Optional.empty();
    }
}
