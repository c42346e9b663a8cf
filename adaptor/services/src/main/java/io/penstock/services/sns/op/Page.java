package io.penstock.services.sns.op;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.services.sns.rules.SnsFaults;
import io.penstock.services.sns.rules.SnsLimits;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of what has ARNs, in their order. The token holds the last ARN of the page, so it stays good while things come and go.
 *
 * @param next null on the last page
 */
record Page<T>(List<T> items, @Nullable String next) {

    /** @param sorted all that are behind the token, at least one more than fits if there are */
    static <T> Page<T> of(List<T> sorted, Function<T, String> arn) {
        if (sorted.size() <= SnsLimits.PAGE) {
            return new Page<>(sorted, null);
        }
        List<T> items = sorted.subList(0, SnsLimits.PAGE);
        String next =
                Base64.getUrlEncoder().encodeToString(arn.apply(items.getLast()).getBytes(UTF_8));
        return new Page<>(items, next);
    }

    /** The ARN behind which a page begins. */
    static String after(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return "";
        }
        try {
            return new String(Base64.getUrlDecoder().decode(token), UTF_8);
        } catch (IllegalArgumentException e) {
            throw SnsFaults.invalid("NextToken");
        }
    }
}
