package io.penstock.services.dynamodb.item;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes bytes that {@link ByteSource} reads; numbers seven bits to a byte, low bits first. Not thread-safe. */
public final class ByteSink {

    private byte[] bytes;
    private int size;

    public ByteSink(int expected) {
        bytes = new byte[Math.max(16, expected)];
    }

    public byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    public ByteSink u8(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /** Few bytes for small numbers that are not negative. */
    public ByteSink number(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    /** Without their length. */
    public ByteSink raw(byte[] block) {
        ensure(block.length);
        System.arraycopy(block, 0, bytes, size, block.length);
        size += block.length;
        return this;
    }

    /** With their length. */
    public ByteSink block(byte[] block) {
        return number(block.length).raw(block);
    }

    /** UTF-8 with its length. */
    public ByteSink text(String text) {
        return block(text.getBytes(StandardCharsets.UTF_8));
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length + (bytes.length >> 1)));
        }
    }
}
