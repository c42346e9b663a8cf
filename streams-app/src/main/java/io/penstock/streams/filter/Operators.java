package io.penstock.streams.filter;

import java.util.Set;

/** Names of operators. */
final class Operators {

    /**
     * With one of these as a key an alternative of {@code $or} is none.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/and-or-logic.html">AND/OR logic</a>
     */
    static final Set<String> RESERVED = Set.of(
            "exactly",
            "equals-ignore-case",
            "prefix",
            "suffix",
            "anything-but",
            "exists",
            "wildcard",
            "numeric",
            "cidr",
            "=",
            "<",
            "<=",
            ">",
            ">=",
            "regex",
            "not-wildcard",
            "not-equals-ignore-case",
            "date-after",
            "date-on-or-after",
            "date-before",
            "date-on-or-before",
            "in-date-range",
            "ip-address-in-range",
            "ip-address-not-in-range");

    private Operators() {}
}
