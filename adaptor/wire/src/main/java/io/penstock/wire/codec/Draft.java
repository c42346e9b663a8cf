package io.penstock.wire.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A document or a frame while it is written: bytes that grow by doubling. The memory of one large draft is kept for the next: to get megabytes of new memory costs as much as to write
 * into them. Not thread-safe.
 */
final class Draft extends OutputStream {

    private static final int FIRST_BYTES = 512;

    /** Smaller ones are made as they are needed. */
    private static final int LARGE_BYTES = 64 << 10;

    /** The most that is kept: GetRecords of Kinesis has up to 10 MiB of data in an answer, which are 14 in base64. */
    private static final int KEPT_BYTES = 16 << 20;

    private static final AtomicReference<@Nullable SoftReference<byte[]>> SPARE = new AtomicReference<>();

    /** Of drafts that are neither small nor large, one or two for each that can be written at once: a batch of messages would grow five times otherwise. */
    private static final int MIDDLING_BYTES = 16 << 10;

    private static final AtomicReferenceArray<byte @Nullable []> SPARES =
            new AtomicReferenceArray<>(2 * Runtime.getRuntime().availableProcessors());

    private byte[] bytes = new byte[FIRST_BYTES];
    private int size;

    int size() {
        return size;
    }

    @Override
    public void write(int b) {
        reserve(1);
        bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        reserve(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            byte[] larger = memory(Math.max(needed, 2 * bytes.length));
            System.arraycopy(bytes, 0, larger, 0, size);
            bytes = larger;
        }
    }

    private static byte[] memory(int length) {
        if (length < LARGE_BYTES) {
            for (int i = 0; i < SPARES.length(); i++) {
                byte[] spare = SPARES.getAcquire(i) == null ? null : SPARES.getAndSet(i, null);
                if (spare != null && spare.length >= length) {
                    return spare;
                }
            }
        }
        if (length >= LARGE_BYTES && length <= KEPT_BYTES) {
            SoftReference<byte[]> spare = SPARE.getAndSet(null);
            byte[] kept = spare == null ? null : spare.get();
            if (kept != null && kept.length >= length) {
                return kept;
            }
        }
        return new byte[length];
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    /** Four bytes, the highest first, in the place of what was written there or at the end. */
    void putInt(int at, int value) {
        if (at == size) {
            reserve(Integer.BYTES);
            size += Integer.BYTES;
        }
        ByteBuffer.wrap(bytes).putInt(at, value);
    }

    /** CRC-32 of the first bytes. */
    int checksum(int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** Gives the memory to the next draft. To be called once, last, and only when nobody reads from it any more: not after a write to a connection that failed. */
    void release() {
        if (bytes.length >= LARGE_BYTES && bytes.length <= KEPT_BYTES) {
            SoftReference<byte[]> spare = SPARE.get();
            byte[] kept = spare == null ? null : spare.get();
            if (kept == null || kept.length < bytes.length) {
                SPARE.set(new SoftReference<>(bytes));
            }
        }
        if (bytes.length >= MIDDLING_BYTES && bytes.length < LARGE_BYTES) {
            for (int i = 0; i < SPARES.length(); i++) {
                if (SPARES.getAcquire(i) == null && SPARES.compareAndSet(i, null, bytes)) {
                    break;
                }
            }
        }
        bytes = new byte[0];
        size = 0;
    }
}
