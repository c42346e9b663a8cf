package io.penstock.wire.model;

/**
 * The protocols AWS services speak.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/index.html">AWS protocols, Smithy</a>
 */
public enum Protocol {
    JSON("json"),
    /** JSON's routing with CBOR bodies, {@code application/x-amz-cbor-1.1}; every JSON service understands it. */
    CBOR_1_1("cbor-1.1"),
    RPC_V2_CBOR("rpc-v2-cbor"),
    QUERY("query"),
    REST_JSON("rest-json");

    private final String label;

    Protocol(String label) {
        this.label = label;
    }

    /** A short lower-case name for metrics and digests. */
    public String label() {
        return label;
    }

    /** The protocol of a label. */
    static Protocol of(String label) {
        for (Protocol protocol : values()) {
            if (protocol.label.equals(label)) {
                return protocol;
            }
        }
        throw new IllegalStateException("no such protocol in a digest: " + label);
    }
}
