package io.penstock.kernel.name;

import java.util.regex.Pattern;

/** A Region name. Operators may choose their own, so only the characters that keep topic names and ARNs unambiguous are checked. */
public record Region(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    /** The Region of requests that name none. */
    public static final Region DEFAULT = new Region("us-east-1");

    public Region {
        if (!isValid(value)) {
            throw new IllegalArgumentException("a Region is 1 to 32 of [a-z0-9-]: '" + value + "'");
        }
    }

    /** Whether the text has the form of a Region name. */
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
