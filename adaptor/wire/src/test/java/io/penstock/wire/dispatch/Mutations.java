package io.penstock.wire.dispatch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages valid input the ways networks, bugs and attackers do. */
final class Mutations {

    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "null",
            "true",
            "-1",
            "1e999999999",
            "1e-999999999",
            "9".repeat(400),
            "NaN",
            "\\uD800",
            "&",
            "=",
            "%",
            "%zz",
            "+",
            ".",
            ".1.",
            ".99999999999",
            "\0",
            "\u00FF",
            "/",
            "//",
            "?",
            "é",
            "\u009f\u009f\u009f\u009f",
            "\u00bf\u00bf",
            "\u00db\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
            "\u00c2\u00c3",
            "[".repeat(200),
            "{\"a\":".repeat(200),
            "2026-11-23T00:00:00Z",
            "Mon, 99 Foo 2026");

    private final SplittableRandom random;

    Mutations(SplittableRandom random) {
        this.random = random;
    }

    /** A damaged copy. */
    byte[] of(byte[] valid) {
        byte[] bytes = valid.clone();
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            bytes = once(bytes);
        }
        return bytes;
    }

    private byte[] once(byte[] bytes) {
        if (bytes.length == 0) {
            return noise();
        }
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(6)) {
            case 0 -> {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                yield bytes;
            }
            case 1 -> {
                bytes[at] = (byte) random.nextInt();
                yield bytes;
            }
            case 2 -> Arrays.copyOf(bytes, at);
            case 3 ->
                spliced(bytes, at, TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.ISO_8859_1), 0);
            case 4 -> {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(20));
                yield spliced(bytes, at, Arrays.copyOfRange(bytes, at, at + length), 0);
            }
            default -> spliced(bytes, at, new byte[0], Math.min(bytes.length - at, 1 + random.nextInt(20)));
        };
    }

    private static byte[] spliced(byte[] bytes, int at, byte[] inserted, int removed) {
        byte[] result = new byte[bytes.length + inserted.length - removed];
        System.arraycopy(bytes, 0, result, 0, at);
        System.arraycopy(inserted, 0, result, at, inserted.length);
        System.arraycopy(bytes, at + removed, result, at + inserted.length, bytes.length - at - removed);
        return result;
    }

    /** Bytes that were never anything. */
    byte[] noise() {
        byte[] bytes = new byte[random.nextInt(60)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A damaged copy of a text. */
    String text(String valid) {
        return new String(of(valid.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
    }
}
