package io.penstock.services.scheduler.invocation;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Texts cut to bytes. */
final class Truncation {

    private Truncation() {}

    /** The longest beginning of a text that has at most this many bytes of UTF-8, of whole characters. */
    static String of(String text, int bytes) {
        byte[] encoded = text.getBytes(UTF_8);
        if (encoded.length <= bytes) {
            return text;
        }
        int end = Math.max(bytes, 0);
        while (end > 0 && isInsideCharacter(encoded[end])) {
            end--;
        }
        return new String(encoded, 0, end, UTF_8);
    }

    private static boolean isInsideCharacter(byte next) {
        return (next & 0xC0) == 0x80;
    }
}
