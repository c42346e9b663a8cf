package io.penstock.streams.filter;

import io.penstock.kernel.fault.Fault;

/** How SNS refuses a policy. The same reason stands behind other words in each operation that takes one. */
public final class FilterFaults {

    /** Of Subscribe. */
    public static final Fault ON_SUBSCRIBE = refusal("Invalid parameter: Attributes Reason: %s");

    /** Of SetSubscriptionAttributes. */
    public static final Fault ON_SET = refusal("Invalid parameter: %s");

    private FilterFaults() {}

    private static Fault refusal(String text) {
        return Fault.sender("InvalidParameterException", "InvalidParameter", text);
    }
}
