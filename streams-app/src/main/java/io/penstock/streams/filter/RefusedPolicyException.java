package io.penstock.streams.filter;

/** Why a policy is refused, before it is known in whose words. */
final class RefusedPolicyException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    RefusedPolicyException(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    /** A reason that names the attribute it is about, as nearly all do. */
    static RefusedPolicyException policy(String reason) {
        return new RefusedPolicyException("FilterPolicy: " + reason);
    }

    String reason() {
        return reason;
    }
}
