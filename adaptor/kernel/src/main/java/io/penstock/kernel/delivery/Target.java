package io.penstock.kernel.delivery;

import java.util.SortedMap;

/** What is sent and where to. A new kind is a record here, its headers in {@link TargetHeaders}, and whoever sends it. */
public sealed interface Target {

    /** What is sent and, when that fails for good, what the dead-letter queue gets; the record's value. */
    byte[] body();

    /**
     * A POST.
     *
     * @param url may hold credentials
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on; identity is never asked
    record Post(String url, SortedMap<String, String> headers, byte[] body) implements Target {}
}
