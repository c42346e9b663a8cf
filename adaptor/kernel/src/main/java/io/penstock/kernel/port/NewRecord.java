package io.penstock.kernel.port;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record to append. Arrays are handed over: the caller must not change them. */
public record NewRecord(byte @Nullable [] key, byte[] value, List<Header> headers) {
    public NewRecord {
        headers = List.copyOf(headers);
    }
}
