package io.penstock.wire;

import org.jspecify.annotations.Nullable;

/**
 * Where a request was sent, as the transport saw it and before any proxy header is believed.
 *
 * @param scheme {@code http} or {@code https}
 * @param authority the Host header or {@code :authority}: host and, unless it is the scheme's own, port
 * @param rawPath the path, still percent-encoded, starting with a slash
 * @param rawQuery the query, still percent-encoded and without the question mark, or null
 */
public record RequestTarget(
        String scheme,
        String authority,
        String rawPath,
        @Nullable String rawQuery) {}
