package io.penstock.services.events.op;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.services.events.rules.EventsFaults;
import io.penstock.services.events.rules.EventsLimits;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of what has names, in their order. The token holds the last name of the page.
 *
 * @param next null on the last page
 */
record Page<T>(List<T> items, @Nullable String next) {

    static <T> Page<T> of(List<T> all, Function<T, String> name, @Nullable String token, @Nullable Integer limit) {
        String after = after(token);
        int size = limit == null ? EventsLimits.PAGE : limit;
        List<T> found = all.stream()
                .filter(each -> name.apply(each).compareTo(after) > 0)
                .sorted(Comparator.comparing(name))
                .limit(size + 1L)
                .toList();
        if (found.size() <= size) {
            return new Page<>(found, null);
        }
        List<T> items = found.subList(0, size);
        return new Page<>(
                items,
                Base64.getUrlEncoder()
                        .encodeToString(name.apply(items.getLast()).getBytes(UTF_8)));
    }

    private static String after(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return "";
        }
        try {
            return new String(Base64.getUrlDecoder().decode(token), UTF_8);
        } catch (IllegalArgumentException e) {
            throw EventsFaults.validation("Parameter NextToken is not valid.");
        }
    }
}
