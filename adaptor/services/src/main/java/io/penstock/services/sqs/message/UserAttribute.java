package io.penstock.services.sqs.message;

import java.nio.charset.StandardCharsets;

/**
 * A message attribute without its name.
 *
 * @param type {@code String}, {@code Number} or {@code Binary}, with or without a custom label ({@code Number.price})
 * @param value UTF-8 for text and numbers; shared, never changed
 */
public record UserAttribute(String type, byte[] value) {

    /** A value of type String. */
    public static UserAttribute text(String value) {
        return new UserAttribute("String", value.getBytes(StandardCharsets.UTF_8));
    }

    public boolean isBinary() {
        return type.equals("Binary") || type.startsWith("Binary.");
    }

    /** The value of a text or number. */
    public String text() {
        return new String(value, StandardCharsets.UTF_8);
    }

    /** What it adds to the size of a message, its name apart. */
    public int size() {
        return type.getBytes(StandardCharsets.UTF_8).length + value.length;
    }
}
