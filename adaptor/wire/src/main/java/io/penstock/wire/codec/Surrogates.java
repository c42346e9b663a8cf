package io.penstock.wire.codec;

/**
 * Halves of surrogate pairs. JSON escapes and lax UTF-8 can smuggle one into a string, and no encoder can write it: what enters is refused,
 * what leaves is repaired.
 */
final class Surrogates {

    private Surrogates() {}

    /** Whether every surrogate has its other half. */
    static boolean arePaired(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** The same for characters that still lie in a parser's buffer, where most texts are cleared without looking at each one's half. */
    static boolean arePaired(char[] buffer, int offset, int length) {
        int seen = 0;
        for (int i = offset; i < offset + length; i++) {
            seen |= buffer[i];
        }
        return (seen & Character.MIN_SURROGATE) != Character.MIN_SURROGATE
                || arePaired(new String(buffer, offset, length));
    }

    /** The text with a replacement character in the place of every lone half. */
    static String repaired(String text) {
        if (arePaired(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point)
                .forEach(out::appendCodePoint);
        return out.toString();
    }
}
