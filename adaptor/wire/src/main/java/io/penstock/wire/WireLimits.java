package io.penstock.wire;

/**
 * Bounds of every decoder; beyond them a request is malformed.
 *
 * @param bodyBytes bytes of a body after inflation
 * @param depth nesting of structures, lists and maps in a document
 * @param parameters parameters of a query string or form
 */
public record WireLimits(int bodyBytes, int depth, int parameters) {

    /**
     * 70 MiB holds the largest request of any service served: a 50 MB function archive in base64. The deepest modelled shape of any service
     * stays under 64 levels unless it is recursive. A batch of 10 messages with 10 attributes is about 350 form parameters; a PutMetricData of
     * 1,000 metrics by query is the largest legitimate form.
     */
    public static final WireLimits DEFAULT = new WireLimits(70 << 20, 128, 100_000);

    public WireLimits {
        if (bodyBytes < 1 || depth < 1 || parameters < 1) {
            throw new IllegalArgumentException("limits are positive: " + bodyBytes + ", " + depth + ", " + parameters);
        }
    }
}
