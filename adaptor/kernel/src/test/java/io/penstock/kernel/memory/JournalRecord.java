package io.penstock.kernel.memory;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What a journal holds. The offset of an {@link Epoch} is the epoch's number; everything else names the epoch it belongs to. */
sealed interface JournalRecord {

    /** A new owner begins. */
    record Epoch() implements JournalRecord {}

    /**
     * One decision.
     *
     * @param sequence 1, 2, 3 within the epoch: tells a duplicate and a hole
     */
    record Events(long epoch, long sequence, AggregateRef aggregate, List<byte[]> events) implements JournalRecord {}

    /** Everything before this record is in these chunks of the snapshot log. */
    record Snapshot(long epoch, long sequence, long firstChunk, int chunks) implements JournalRecord {}

    default byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            switch (this) {
                case Epoch() -> out.writeByte(1);
                case Events(var epoch, var sequence, var aggregate, var events) -> {
                    out.writeByte(2);
                    out.writeLong(epoch);
                    out.writeLong(sequence);
                    aggregate.write(out);
                    out.writeInt(events.size());
                    for (byte[] event : events) {
                        out.writeInt(event.length);
                        out.write(event);
                    }
                }
                case Snapshot(var epoch, var sequence, var firstChunk, var chunks) -> {
                    out.writeByte(3);
                    out.writeLong(epoch);
                    out.writeLong(sequence);
                    out.writeLong(firstChunk);
                    out.writeInt(chunks);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static JournalRecord decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte type = in.readByte();
            return switch (type) {
                case 1 -> new Epoch();
                case 2 -> {
                    long epoch = in.readLong();
                    long sequence = in.readLong();
                    AggregateRef aggregate = AggregateRef.read(in);
                    int count = in.readInt();
                    List<byte[]> events = new ArrayList<>();
                    for (int i = 0; i < count; i++) {
                        events.add(in.readNBytes(in.readInt()));
                    }
                    yield new Events(epoch, sequence, aggregate, events);
                }
                case 3 -> new Snapshot(in.readLong(), in.readLong(), in.readLong(), in.readInt());
                default -> throw new IllegalStateException("unknown journal record type " + type);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
