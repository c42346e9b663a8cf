package io.penstock.kernel.machine;

/**
 * Values to bytes and back.
 *
 * @param <T> the type of values
 */
public interface Codec<T> {

    /** The bytes of a value. */
    byte[] encode(T value);

    /**
     * The value of bytes.
     *
     * @throws IllegalStateException when the bytes are of an unknown type or version: silence there would be data loss
     */
    T decode(byte[] bytes);
}
