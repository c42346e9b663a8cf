package io.penstock.services.dynamodb.item;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link ByteSink} wrote. Bytes that end too early or are left over are an {@link IllegalStateException}. */
public final class ByteSource {

    private final byte[] bytes;
    private int at;

    public ByteSource(byte[] bytes) {
        this.bytes = bytes;
    }

    public int u8() {
        if (at == bytes.length) {
            throw new IllegalStateException("bytes end at " + at);
        }
        return bytes[at++] & 0xff;
    }

    public long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IllegalStateException("number without end at " + at);
    }

    /** A number of things that take at least a byte each. */
    public int count() {
        long count = number();
        if (count < 0 || count > bytes.length - at) {
            throw new IllegalStateException(count + " things at " + at + " of " + bytes.length + " bytes");
        }
        return (int) count;
    }

    public byte[] block() {
        int length = count();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    public String text() {
        int length = count();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    public boolean atEnd() {
        return at == bytes.length;
    }

    /** To be called last. */
    public void end() {
        if (!atEnd()) {
            throw new IllegalStateException((bytes.length - at) + " bytes are left over at " + at);
        }
    }
}
