package io.penstock.wire.codec;

import io.penstock.kernel.fault.FaultException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding, strict: a broken escape or bytes that are no UTF-8 are the caller's fault, not a replacement character. */
public final class Percent {

    private Percent() {}

    /**
     * Decodes a path segment, in which a plus is a plus.
     *
     * @throws FaultException when the text is malformed
     */
    public static String decodePath(String text) {
        return decode(text, false);
    }

    /** Decodes a form or query component, in which a plus is a space. */
    public static String decodeForm(String text) {
        return decode(text, true);
    }

    private static String decode(String text, boolean form) {
        int first = firstEscape(text, form);
        if (first == text.length()) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int plain = 0;
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%' && !(form && c == '+')) {
                continue;
            }
            bytes.writeBytes(text.substring(plain, i).getBytes(StandardCharsets.UTF_8));
            if (c == '+') {
                bytes.write(' ');
            } else {
                bytes.write((hex(text, i + 1) << 4) | hex(text, i + 2));
                i += 2;
            }
            plain = i + 1;
        }
        bytes.writeBytes(text.substring(plain).getBytes(StandardCharsets.UTF_8));
        return utf8(bytes.toByteArray());
    }

    private static int firstEscape(String text, boolean form) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' || (form && c == '+')) {
                return i;
            }
        }
        return text.length();
    }

    private static int hex(String text, int at) {
        if (at >= text.length() || !HexFormat.isHexDigit(text.charAt(at))) {
            throw WireFaults.MALFORMED_QUERY.with("A percent sign is not followed by two hexadecimal digits.");
        }
        return HexFormat.fromHexDigit(text.charAt(at));
    }

    /** Bytes as text. */
    static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw WireFaults.MALFORMED_QUERY.with("The parameters are not valid UTF-8.");
        }
    }
}
