package io.penstock.streams.filter;

import java.util.Optional;

/**
 * What of a message a policy is about.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering-scope.html">Filter policy scope</a>
 */
public enum FilterScope {
    MESSAGE_ATTRIBUTES("MessageAttributes"),
    MESSAGE_BODY("MessageBody");

    private final String text;

    FilterScope(String text) {
        this.text = text;
    }

    /** AWS's name, as in the subscription attribute {@code FilterPolicyScope}. */
    public String text() {
        return text;
    }

    /** The scope of that name, in exactly that spelling. */
    public static Optional<FilterScope> of(String text) {
        for (FilterScope scope : values()) {
            if (scope.text.equals(text)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}
