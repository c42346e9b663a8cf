package io.penstock.log.shard;

import java.util.ArrayList;
import java.util.List;

/** A stretch of a journal that is gone through several times: from memory if it is small enough, else read anew. */
final class Tape {

    /** For each of the few shards that are restored at once. */
    private static final long KEPT_BYTES = 16L << 20;

    private final LogReader reader;
    private final long start;
    private final long end;
    private List<Entry> kept = new ArrayList<>();
    private long keptBytes;
    private boolean complete;

    private record Entry(long offset, byte[] value) {}

    /**
     * @param start inclusive
     * @param end exclusive
     */
    Tape(LogReader reader, long start, long end) {
        this.reader = reader;
        this.start = start;
        this.end = end;
    }

    void play(long from, LogReader.Visitor visitor) {
        if (complete) {
            for (Entry entry : kept) {
                if (entry.offset >= from && !visitor.record(entry.offset, entry.value)) {
                    return;
                }
            }
            return;
        }
        reader.read(Math.max(from, start), end, visitor);
    }

    /** Reads everything once and keeps it, unless it is too much. */
    void load() {
        complete = true;
        reader.read(start, end, (offset, value) -> {
            keptBytes += value.length;
            if (keptBytes > KEPT_BYTES) {
                complete = false;
                kept = new ArrayList<>();
                return false;
            }
            return kept.add(new Entry(offset, value));
        });
    }
}
