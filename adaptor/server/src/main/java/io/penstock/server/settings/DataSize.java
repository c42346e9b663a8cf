package io.penstock.server.settings;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written {@code 512}, {@code 64KiB}, {@code 16MiB} or {@code 1GiB}. */
public record DataSize(long bytes) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*(B|KIB|MIB|GIB)?");

    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }

    /**
     * Reads a size.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static DataSize parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a size is written like 512, 64KiB, 16MiB or 1GiB");
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        return new DataSize(
                switch (unit) {
                    case "KIB" -> number << 10;
                    case "MIB" -> number << 20;
                    case "GIB" -> number << 30;
                    default -> number;
                });
    }

    /** The size as an int. */
    public int asInt() {
        return Math.toIntExact(bytes);
    }

    @Override
    public String toString() {
        for (int shift = 30; shift > 0; shift -= 10) {
            if (bytes != 0 && bytes % (1L << shift) == 0) {
                return (bytes >> shift) + (shift == 30 ? "GiB" : shift == 20 ? "MiB" : "KiB");
            }
        }
        return Long.toString(bytes);
    }
}
