package io.penstock.kernel.port;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record to append. Arrays are handed over: the caller must not change them. */
public record NewRecord(byte @Nullable [] key, byte[] value, List<Header> headers) {

    // Not the compact form: javac writes the nullness of its parameters to the wrong place, and callers in other
    // modules could not pass null.
    public NewRecord(byte @Nullable [] key, byte[] value, List<Header> headers) {
        this.key = key;
        this.value = value;
        this.headers = List.copyOf(headers);
    }
}
