package io.penstock.kernel.port;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered map of bytes on this node's own disk. Nothing in it is the truth: it may be gone at any start, and whoever uses it can build its part again from
 * a log. What was written survives the death of the process; after a loss of power it may be as of an earlier time, but never a mixture of times.
 *
 * <p>Keys are compared as unsigned bytes. Users keep apart by prefixes of their own. Thread-safe. Methods block for as long as a read or write of a local disk
 * takes, microseconds from its cache; they fail with {@link io.penstock.kernel.fault.CommonFaults#UNAVAILABLE} once the node is stopping.
 */
public interface LocalStore {

    /** The value of a key, or null. */
    byte @Nullable [] get(byte[] key);

    /** Makes all changes or, if the process dies, none; visible at once. */
    void write(List<Change> changes);

    /** Whether it surely has no keys. Opens nothing: a store that was used before says no. */
    boolean isEmpty();

    /** Removes all keys from {@code from} inclusive to {@code to} exclusive, and gives back most of the disk they took, soon. */
    void clear(byte[] from, byte[] to);

    /** Goes through a span as it is now; later writes are not seen. To be closed soon: it keeps old data alive. */
    Cursor scan(Span span);

    /** @param value null removes the key */
    record Change(byte[] key, byte @Nullable [] value) {
        // Not the compact form, for the reason given in NewRecord.
        public Change(byte[] key, byte @Nullable [] value) {
            this.key = key;
            this.value = value;
        }
    }

    /**
     * Keys from {@code from} inclusive to {@code to} exclusive.
     *
     * @param descending greatest key first
     */
    record Span(byte[] from, byte[] to, boolean descending) {}

    /** A place in a span, before its first key when made. For one thread. */
    interface Cursor extends AutoCloseable {

        /** Goes to the next key; false when there is none. */
        boolean next();

        byte[] key();

        byte[] value();

        @Override
        void close();
    }
}
