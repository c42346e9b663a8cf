package io.penstock.server.settings;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns what an operator writes into values. */
final class Values {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    private static final Map<Class<?>, Function<String, Object>> PARSERS = Map.ofEntries(
            Map.entry(String.class, text -> text),
            Map.entry(int.class, Values::integer),
            Map.entry(Integer.class, Values::integer),
            Map.entry(long.class, Values::longInteger),
            Map.entry(boolean.class, Values::truth),
            Map.entry(Duration.class, Values::duration),
            Map.entry(DataSize.class, DataSize::parse),
            Map.entry(Path.class, Path::of),
            Map.entry(AccountId.class, AccountId::new),
            Map.entry(Region.class, Region::new));

    private static final Set<String> TRUE = Set.of("true", "yes", "on", "1");
    private static final Set<String> FALSE = Set.of("false", "no", "off", "0");

    private Values() {}

    /** Whether a record is a value and not a group of settings. */
    static boolean isValue(Class<?> type) {
        return PARSERS.containsKey(type);
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException with what is expected
     */
    static Object parse(Class<?> type, String text) {
        if (type.isEnum()) {
            return constant(type, text);
        }
        Function<String, Object> parser = PARSERS.get(type);
        if (parser == null) {
            throw new IllegalStateException("no setting can be a " + type);
        }
        return parser.apply(text);
    }

    private static Object integer(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a whole number is expected", e);
        }
    }

    private static Object longInteger(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a whole number is expected", e);
        }
    }

    private static Object truth(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (TRUE.contains(word)) {
            return true;
        }
        if (FALSE.contains(word)) {
            return false;
        }
        throw new IllegalArgumentException("true or false is expected");
    }

    private static Object duration(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a duration is written like 500ms, 30s, 5m, 12h or 4d");
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static Object constant(Class<?> type, String text) {
        for (Object constant : type.getEnumConstants()) {
            if (name(constant).equalsIgnoreCase(text.strip())) {
                return constant;
            }
        }
        throw new IllegalArgumentException("one of "
                + Arrays.stream(type.getEnumConstants()).map(Values::name).collect(Collectors.joining(", "))
                + " is expected");
    }

    /** How an operator writes a constant. */
    static String name(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
