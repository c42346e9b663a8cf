package io.penstock.log.shard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a journal holds, and its bytes. All numbers are big-endian; texts are UTF-8 after a two-byte length.
 *
 * <pre>
 *   every record    format 1 (1) | kind (1)
 *   EPOCH    1      text node
 *   EVENTS   2      epoch (8) | sequence (8) | more (1) | text machine | text aggregate | count (4) | count times: length (4), bytes
 *   SNAPSHOT 3      epoch (8) | sequence (8) | from offset (8) | from sequence (8) | snapshot (8) | first chunk (8) | last chunk (8) | chunks (4)
 * </pre>
 *
 * <p>Every format ever written stays readable; an unknown one is refused, since skipping it would lose data.
 */
sealed interface JournalRecord {

    /** The beginning of an ownership. Its offset is the epoch's number. */
    record Epoch(String node) implements JournalRecord {}

    /** A record that counts only in its epoch, at its place in the sequence. */
    sealed interface Fenced extends JournalRecord {
        long epoch();

        /** 1, 2, 3 within the epoch. */
        long sequence();
    }

    /**
     * The events of a decision.
     *
     * @param more whether the decision goes on in the next record; only with its last record does it count
     */
    record Events(long epoch, long sequence, boolean more, Subject subject, List<byte[]> events) implements Fenced {}

    /**
     * A snapshot is complete. Its entries hold states as of positions from {@code fromSequence} on, each its own, so replay begins there and applies to an
     * aggregate only what is behind its entry's position.
     *
     * @param fromOffset where replay begins; everything before may be trimmed
     * @param fromSequence the sequence number of the first record of this epoch that may be found there
     * @param chunks where the snapshot's chunks are
     */
    record Snapshot(long epoch, long sequence, long fromOffset, long fromSequence, Chunks chunks) implements Fenced {}

    /** Machine and aggregate. */
    record Subject(String machine, String aggregate) {}

    /**
     * @param snapshot tells the chunks of this snapshot from those of an abandoned one of the same epoch
     * @param first offset of the first chunk; -1 when there are none
     * @param last offset of the last chunk
     */
    record Chunks(long snapshot, long first, long last, int count) {}

    byte FORMAT = 1;

    default byte[] encode() {
        return switch (this) {
            case Epoch(var node) -> {
                byte[] text = node.getBytes(UTF_8);
                yield head(1, 2 + text.length)
                        .putShort((short) text.length)
                        .put(text)
                        .array();
            }
            case Events events -> encode(events);
            case Snapshot(var epoch, var sequence, var offset, var from, var chunks) ->
                head(3, 7 * Long.BYTES + Integer.BYTES)
                        .putLong(epoch)
                        .putLong(sequence)
                        .putLong(offset)
                        .putLong(from)
                        .putLong(chunks.snapshot)
                        .putLong(chunks.first)
                        .putLong(chunks.last)
                        .putInt(chunks.count)
                        .array();
        };
    }

    private static byte[] encode(Events record) {
        byte[] machine = record.subject.machine.getBytes(UTF_8);
        byte[] aggregate = record.subject.aggregate.getBytes(UTF_8);
        int size = 2 * Long.BYTES + 1 + 2 + machine.length + 2 + aggregate.length + Integer.BYTES;
        for (byte[] event : record.events) {
            size += Integer.BYTES + event.length;
        }
        byte[] encoded = new byte[2 + size];
        ByteBuffer bytes = ByteBuffer.wrap(encoded)
                .put(FORMAT)
                .put((byte) 2)
                .putLong(record.epoch)
                .putLong(record.sequence)
                .put((byte) (record.more ? 1 : 0))
                .putShort((short) machine.length)
                .put(machine)
                .putShort((short) aggregate.length)
                .put(aggregate)
                .putInt(record.events.size());
        for (byte[] event : record.events) {
            bytes.putInt(event.length).put(event);
        }
        return encoded;
    }

    private static ByteBuffer head(int kind, int size) {
        return ByteBuffer.allocate(2 + size).put(FORMAT).put((byte) kind);
    }

    /** Whether the bytes are an EPOCH record, without reading more of them. */
    static boolean isEpoch(byte[] bytes) {
        return bytes.length > 1 && bytes[0] == FORMAT && bytes[1] == 1;
    }

    /** Whether the bytes are a SNAPSHOT record, without reading more of them. */
    static boolean isSnapshot(byte[] bytes) {
        return bytes.length > 1 && bytes[0] == FORMAT && bytes[1] == 3;
    }

    /** Epoch of a fenced record, without reading more of it. */
    static long epochOf(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong(2);
    }

    /** Sequence number of a fenced record, without reading more of it. */
    static long sequenceOf(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong(2 + Long.BYTES);
    }

    static JournalRecord decode(byte[] value) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(value);
            byte format = bytes.get();
            if (format != FORMAT) {
                throw new IllegalStateException("unknown journal format " + format);
            }
            byte kind = bytes.get();
            return switch (kind) {
                case 1 -> new Epoch(text(bytes));
                case 2 -> events(bytes);
                case 3 ->
                    new Snapshot(
                            bytes.getLong(),
                            bytes.getLong(),
                            bytes.getLong(),
                            bytes.getLong(),
                            new Chunks(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getInt()));
                default -> throw new IllegalStateException("unknown kind of journal record " + kind);
            };
        } catch (BufferUnderflowException e) {
            throw new IllegalStateException("a journal record of " + value.length + " bytes is cut short", e);
        }
    }

    private static Events events(ByteBuffer bytes) {
        long epoch = bytes.getLong();
        long sequence = bytes.getLong();
        boolean more = bytes.get() != 0;
        Subject subject = new Subject(text(bytes), text(bytes));
        int count = bytes.getInt();
        List<byte[]> events = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            byte[] event = new byte[bytes.getInt()];
            bytes.get(event);
            events.add(event);
        }
        return new Events(epoch, sequence, more, subject, events);
    }

    private static String text(ByteBuffer bytes) {
        byte[] text = new byte[Short.toUnsignedInt(bytes.getShort())];
        bytes.get(text);
        return new String(text, UTF_8);
    }
}
