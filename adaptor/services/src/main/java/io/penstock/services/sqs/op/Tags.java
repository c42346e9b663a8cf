package io.penstock.services.sqs.op;

import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsLimits;
import java.util.Map;

/** The form of tags. */
final class Tags {

    private Tags() {}

    /** Refuses keys and values of the wrong length, and more tags than a queue can have. */
    static void check(Map<String, String> tags) {
        if (tags.size() > SqsLimits.TAGS) {
            throw SqsFaults.invalid(
                    "Too many tags: " + tags.size() + ". A queue can have up to " + SqsLimits.TAGS + ".");
        }
        tags.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > SqsLimits.TAG_KEY) {
                throw SqsFaults.invalid("Tag keys must be between 1 and 128 characters in length.");
            }
            if (value.length() > SqsLimits.TAG_VALUE) {
                throw SqsFaults.invalid("Tag values must be between 0 and 256 characters in length.");
            }
            if (key.startsWith("aws:")) {
                throw SqsFaults.invalid("Tag keys beginning with 'aws:' are reserved for system use.");
            }
        });
    }
}
