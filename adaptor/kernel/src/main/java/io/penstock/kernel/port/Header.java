package io.penstock.kernel.port;

import java.nio.charset.StandardCharsets;

/** A record header. Values are shared, never changed. */
public record Header(String key, byte[] value) {

    /** A header with a text value in UTF-8. */
    public static Header of(String key, String value) {
        return new Header(key, value.getBytes(StandardCharsets.UTF_8));
    }

    /** The value as UTF-8 text. */
    public String text() {
        return new String(value, StandardCharsets.UTF_8);
    }
}
