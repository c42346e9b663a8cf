package io.penstock.kernel.port;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record to append. Arrays are handed over: the caller must not change them.
 *
 * @param tombstone whether Kafka gets no value at all, which makes a compacted topic forget the key; the value is empty then
 */
public record NewRecord(byte @Nullable [] key, byte[] value, List<Header> headers, boolean tombstone) {

    // Not the compact form: javac writes the nullness of its parameters to the wrong place, and callers in other
    // modules could not pass null.
    public NewRecord(byte @Nullable [] key, byte[] value, List<Header> headers, boolean tombstone) {
        this.key = key;
        this.value = value;
        this.headers = List.copyOf(headers);
        this.tombstone = tombstone;
    }

    public NewRecord(byte @Nullable [] key, byte[] value, List<Header> headers) {
        this(key, value, headers, false);
    }

    /** A record without a value. */
    public static NewRecord tombstone(byte[] key, List<Header> headers) {
        return new NewRecord(key, new byte[0], headers, true);
    }
}
