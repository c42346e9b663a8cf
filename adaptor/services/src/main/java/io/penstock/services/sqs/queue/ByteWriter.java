package io.penstock.services.sqs.queue;

import io.penstock.kernel.dedup.Hash128;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes values compactly: numbers seven bits to a byte, low bits first. */
final class ByteWriter {

    private byte[] bytes;
    private int size;

    ByteWriter(int expected) {
        bytes = new byte[expected];
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    ByteWriter u8(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
        return this;
    }

    ByteWriter flag(boolean value) {
        return u8(value ? 1 : 0);
    }

    /** Few bytes for small numbers that are not negative; ten for negative ones. */
    ByteWriter number(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    /** Few bytes for numbers near zero on either side. */
    ByteWriter difference(long value) {
        return number((value << 1) ^ (value >> 63));
    }

    ByteWriter int32(int value) {
        ensure(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    ByteWriter int64(long value) {
        return int32((int) (value >>> 32)).int32((int) value);
    }

    ByteWriter hash(Hash128 hash) {
        return int64(hash.high()).int64(hash.low());
    }

    ByteWriter optionalHash(@Nullable Hash128 hash) {
        flag(hash != null);
        return hash == null ? this : hash(hash);
    }

    ByteWriter block(byte[] block) {
        number(block.length);
        ensure(block.length);
        System.arraycopy(block, 0, bytes, size, block.length);
        size += block.length;
        return this;
    }

    ByteWriter optionalBlock(byte @Nullable [] block) {
        flag(block != null);
        return block == null ? this : block(block);
    }

    /** Offsets that are mostly neighbours, in any order. */
    ByteWriter offsets(long[] offsets) {
        number(offsets.length);
        long before = 0;
        for (long offset : offsets) {
            difference(offset - before);
            before = offset;
        }
        return this;
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length + (bytes.length >> 1)));
        }
    }
}
