package io.penstock.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** When a message was sent, written into the message itself: a mark and 19 digits of {@link System#nanoTime()}, replaced in bytes that are sent again and again. */
final class Stamp {

    private static final String MARK = "at:";
    private static final byte[] MARK_BYTES = MARK.getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS = 19;

    /** What to put into a message where its time shall be. */
    static final String BLANK = MARK + "0".repeat(DIGITS);

    private Stamp() {}

    /** Writes the time over all blanks or earlier times. */
    static void put(byte[] bytes, int[] places, long nanos) {
        for (int place : places) {
            long rest = nanos;
            for (int at = place + DIGITS - 1; at >= place; at--) {
                bytes[at] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
        }
    }

    /** Where the digits are; to be found once, since the bytes stay as long. */
    static int[] places(byte[] bytes) {
        int[] found = new int[16];
        int count = 0;
        for (int at = find(bytes, 0); at >= 0; at = find(bytes, at)) {
            found[count++] = at;
        }
        return Arrays.copyOf(found, count);
    }

    /** The time in a message. */
    static long of(byte[] bytes) {
        int place = find(bytes, 0);
        if (place < 0) {
            throw new IllegalStateException("a message without a time");
        }
        long nanos = 0;
        for (int at = place; at < place + DIGITS; at++) {
            nanos = nanos * 10 + (bytes[at] - '0');
        }
        return nanos;
    }

    private static int find(byte[] bytes, int from) {
        for (int at = from; at <= bytes.length - MARK_BYTES.length - DIGITS; at++) {
            if (Arrays.equals(bytes, at, at + MARK_BYTES.length, MARK_BYTES, 0, MARK_BYTES.length)) {
                return at + MARK_BYTES.length;
            }
        }
        return -1;
    }
}
