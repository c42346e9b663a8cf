package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.rules.SqsFaults.invalidValue;

import io.penstock.services.sqs.rules.SqsLimits;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of names in order. The token holds the last name of the page, so it stays good while queues come and go.
 *
 * @param next null on the last page
 */
record Page(List<String> names, @Nullable String next) {

    /**
     * Cuts a page.
     *
     * @param sorted all names, ascending
     * @param max MaxResults; without it there is one page of at most 1,000 names and no token
     */
    static Page of(List<String> sorted, @Nullable Integer max, @Nullable String token) {
        if (max != null && (max < 1 || max > SqsLimits.PAGE)) {
            throw invalidValue(max, "MaxResults", "MaxResults must be an integer between 1 and 1000.");
        }
        String after = token == null ? "" : decode(token);
        List<String> rest =
                sorted.stream().filter(name -> name.compareTo(after) > 0).toList();
        int size = max == null ? SqsLimits.PAGE : max;
        if (rest.size() <= size) {
            return new Page(rest, null);
        }
        List<String> names = rest.subList(0, size);
        return new Page(names, max == null ? null : encode(names.getLast()));
    }

    private static String encode(String name) {
        return Base64.getUrlEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalidValue(token, "NextToken", "The token is not one of an earlier page.");
        }
    }
}
