package io.penstock.log.shard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.log.shard.JournalRecord.Snapshot;
import io.penstock.log.shard.JournalRecord.Subject;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * The bytes of snapshots: a stream of entries, cut into chunks without regard to where entries end.
 *
 * <pre>
 *   chunk   format 1 (1) | epoch (8) | snapshot (8) | index from 0 (4) | bytes of the stream
 *   entry   text machine | text aggregate | sequence (8) | length (4) | state
 * </pre>
 */
final class SnapshotBytes {

    private static final byte FORMAT = 1;
    private static final int HEAD = 1 + 2 * Long.BYTES + Integer.BYTES;

    private SnapshotBytes() {}

    /**
     * One aggregate.
     *
     * @param sequence the state holds all its events up to here
     */
    record Entry(Subject subject, long sequence, byte[] state) {

        byte[] encode() {
            byte[] machine = subject.machine().getBytes(UTF_8);
            byte[] aggregate = subject.aggregate().getBytes(UTF_8);
            return ByteBuffer.allocate(
                            4 + machine.length + aggregate.length + Long.BYTES + Integer.BYTES + state.length)
                    .putShort((short) machine.length)
                    .put(machine)
                    .putShort((short) aggregate.length)
                    .put(aggregate)
                    .putLong(sequence)
                    .putInt(state.length)
                    .put(state)
                    .array();
        }
    }

    static byte[] chunk(long epoch, long snapshot, int index, byte[] bytes) {
        return ByteBuffer.allocate(HEAD + bytes.length)
                .put(FORMAT)
                .putLong(epoch)
                .putLong(snapshot)
                .putInt(index)
                .put(bytes)
                .array();
    }

    /**
     * Reads the snapshot that a journal record points to.
     *
     * @throws IllegalStateException when it is not all there
     */
    static void read(Snapshot pointer, LogReader reader, Consumer<Entry> entries) {
        List<InputStream> chunks = new ArrayList<>();
        if (pointer.chunks().count() > 0) {
            reader.read(pointer.chunks().first(), pointer.chunks().last() + 1, (offset, value) -> {
                ByteBuffer chunk = ByteBuffer.wrap(value);
                byte format = chunk.get();
                if (format != FORMAT) {
                    throw new IllegalStateException("unknown format of snapshot chunk " + format);
                }
                // Chunks of deposed owners may lie between; a repeated one has an index we have had.
                if (chunk.getLong() == pointer.epoch()
                        && chunk.getLong() == pointer.chunks().snapshot()
                        && chunk.getInt() == chunks.size()) {
                    chunks.add(new ByteArrayInputStream(value, HEAD, value.length - HEAD));
                }
                return true;
            });
        }
        if (chunks.size() != pointer.chunks().count()) {
            throw new IllegalStateException("a snapshot has " + chunks.size() + " of "
                    + pointer.chunks().count() + " chunks from offset "
                    + pointer.chunks().first());
        }
        try (DataInputStream in = new DataInputStream(new SequenceInputStream(Collections.enumeration(chunks)))) {
            parse(in, entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void parse(DataInputStream in, Consumer<Entry> entries) throws IOException {
        while (true) {
            int length = in.read();
            if (length < 0) {
                return;
            }
            String machine = text(in, length << 8 | in.readUnsignedByte());
            String aggregate = text(in, in.readUnsignedShort());
            long sequence = in.readLong();
            byte[] state = in.readNBytes(in.readInt());
            entries.accept(new Entry(new Subject(machine, aggregate), sequence, state));
        }
    }

    private static String text(DataInputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("a snapshot is cut short");
        }
        return new String(bytes, UTF_8);
    }
}
