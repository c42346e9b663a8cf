package io.penstock.services.scheduler.bucket;

import io.penstock.kernel.machine.Codec;
import io.penstock.services.scheduler.bucket.BucketEvent.Next;
import io.penstock.services.scheduler.bucket.BucketState.Kept;
import io.penstock.services.scheduler.bucket.Delivery.End;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Buckets in snapshots.
 *
 * <pre>
 *   bucket    version 1 (1) | schedules | deliveries | deletions | closed groups, each behind their number (4)
 *   schedule  key | definition | group id | next
 *   delivery  execution | definition | next | attempt (4) | retry at (8) | 0 or 1 and end
 *   end       attempts (4) | condition, empty for none | code | message | at (8)
 *   next      0, or 1 and scheduled (8), due (8)
 * </pre>
 *
 * Texts and definitions follow their length (4).
 */
final class BucketStateCodec implements Codec<BucketState> {

    private static final int VERSION = 1;

    @Override
    public byte[] encode(BucketState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(state.schedules.size());
            for (Map.Entry<String, Kept> entry : state.schedules.entrySet()) {
                text(out, entry.getKey());
                block(out, entry.getValue().definition());
                text(out, entry.getValue().groupId());
                next(out, entry.getValue().next());
            }
            out.writeInt(state.deliveries.size());
            for (Delivery delivery : state.deliveries.values()) {
                delivery(out, delivery);
            }
            times(out, state.deletions);
            times(out, state.closedGroups);
        } catch (IOException e) {
            throw new UncheckedIOException("memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void delivery(DataOutputStream out, Delivery delivery) throws IOException {
        text(out, delivery.execution());
        block(out, delivery.definition());
        next(out, delivery.occurrence());
        out.writeInt(delivery.attempt());
        out.writeLong(delivery.retryAt());
        End end = delivery.end();
        out.writeBoolean(end != null);
        if (end != null) {
            out.writeInt(end.attempts());
            text(out, end.condition() == null ? "" : end.condition());
            text(out, end.code());
            text(out, end.message());
            out.writeLong(end.at());
        }
    }

    private static void times(DataOutputStream out, Map<String, Long> times) throws IOException {
        out.writeInt(times.size());
        for (Map.Entry<String, Long> entry : times.entrySet()) {
            text(out, entry.getKey());
            out.writeLong(entry.getValue());
        }
    }

    private static void next(DataOutputStream out, @Nullable Next next) throws IOException {
        out.writeBoolean(next != null);
        if (next != null) {
            out.writeLong(next.scheduled());
            out.writeLong(next.due());
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        block(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void block(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    @Override
    public BucketState decode(byte[] bytes) {
        BucketState state = new BucketState();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalStateException("a bucket of version " + version);
            }
            for (int left = in.readInt(); left > 0; left--) {
                state.put(text(in), new Kept(block(in), text(in), next(in)));
            }
            for (int left = in.readInt(); left > 0; left--) {
                state.put(delivery(in));
            }
            times(in, state.deletions);
            times(in, state.closedGroups);
            if (in.read() >= 0) {
                throw new IllegalStateException("bytes are left over behind a bucket");
            }
        } catch (IOException e) {
            throw new IllegalStateException("a bucket ends too early: " + bytes.length + " bytes", e);
        }
        return state;
    }

    private static Delivery delivery(DataInputStream in) throws IOException {
        String execution = text(in);
        byte[] definition = block(in);
        Next occurrence = next(in);
        if (occurrence == null) {
            throw new IllegalStateException("a delivery of no occurrence: " + execution);
        }
        return new Delivery(
                execution, definition, occurrence, in.readInt(), in.readLong(), in.readBoolean() ? end(in) : null);
    }

    private static End end(DataInputStream in) throws IOException {
        int attempts = in.readInt();
        String condition = text(in);
        return new End(attempts, condition.isEmpty() ? null : condition, text(in), text(in), in.readLong());
    }

    private static void times(DataInputStream in, Map<String, Long> times) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            times.put(text(in), in.readLong());
        }
    }

    private static @Nullable Next next(DataInputStream in) throws IOException {
        return in.readBoolean() ? new Next(in.readLong(), in.readLong()) : null;
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(block(in), StandardCharsets.UTF_8);
    }

    private static byte[] block(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IllegalStateException("a bucket ends within a field");
        }
        return bytes;
    }
}
