package io.penstock.services.sqs.queue;

import io.penstock.kernel.dedup.Hash128;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link ByteWriter} wrote. Bytes that end too early or are left over are an {@link IllegalStateException}.
 */
final class ByteReader {

    private final byte[] bytes;
    private int at;

    ByteReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int u8() {
        if (at == bytes.length) {
            throw new IllegalStateException("bytes end at " + at);
        }
        return bytes[at++] & 0xff;
    }

    boolean flag() {
        return u8() != 0;
    }

    long number() {
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
    int count() {
        long count = number();
        if (count < 0 || count > bytes.length - at) {
            throw new IllegalStateException(count + " things at " + at + " of " + bytes.length + " bytes");
        }
        return (int) count;
    }

    int int31() {
        return Math.toIntExact(number());
    }

    long difference() {
        long value = number();
        return (value >>> 1) ^ -(value & 1);
    }

    int int32() {
        return (u8() << 24) | (u8() << 16) | (u8() << 8) | u8();
    }

    long int64() {
        return ((long) int32() << 32) | (int32() & 0xffffffffL);
    }

    Hash128 hash() {
        return new Hash128(int64(), int64());
    }

    @Nullable
    Hash128 optionalHash() {
        return flag() ? hash() : null;
    }

    byte[] block() {
        int length = count();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    byte @Nullable [] optionalBlock() {
        return flag() ? block() : null;
    }

    long[] offsets() {
        long[] offsets = new long[count()];
        long before = 0;
        for (int i = 0; i < offsets.length; i++) {
            before += difference();
            offsets[i] = before;
        }
        return offsets;
    }

    /** To be called last. */
    void end() {
        if (at != bytes.length) {
            throw new IllegalStateException((bytes.length - at) + " bytes are left over at " + at);
        }
    }
}
