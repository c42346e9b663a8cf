package io.penstock.services.kinesis.data;

import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.services.common.Await;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.WriteGate;
import io.penstock.services.kinesis.stream.WriteGate.Bound;
import io.penstock.wire.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what exists of a shard: records below what was granted, without fillers, up to the shard's end. Thread-safe. */
public final class ShardReader {

    private final DataPorts ports;
    private final Tails tails;
    private final ReadBudget budget;

    ShardReader(DataPorts ports, Tails tails, ReadBudget budget) {
        this.ports = ports;
        this.tails = tails;
        this.budget = budget;
    }

    /** How much to read, and from where. */
    public record Wish(long from, int maxRecords, int maxBytes) {}

    /**
     * A piece of a shard.
     *
     * @param records in order; may be empty though there is more
     * @param next where to go on
     * @param behindMillis how far behind the shard's newest record the reader is after this piece; 0 at the end
     * @param isEnd whether the shard is closed and there is nothing behind this piece
     */
    public record Piece(List<LogRecord> records, long next, long behindMillis, boolean isEnd) {}

    /** The next piece, from the memory of a tail if it reaches back so far, else from the log. Empty only when there is nothing to be read now. */
    public Piece read(CallContext call, StreamDefinition stream, ShardDefinition shard, Wish wish)
            throws InterruptedException {
        Optional<Piece> remembered = remembered(call, stream, shard, wish);
        return remembered.isPresent() ? remembered.get() : fromLog(call, stream, shard, wish);
    }

    /** The same for someone who waits on the tail anyway and so believes it when it has nothing; empty when its memory does not reach back so far. */
    public Optional<Piece> fromTail(
            CallContext call, StreamDefinition stream, ShardDefinition shard, ShardTail tail, Wish wish)
            throws InterruptedException {
        Optional<ShardTail.Slice> slice = tail.read(wish.from(), wish.maxRecords(), wish.maxBytes());
        return slice.isEmpty()
                ? Optional.empty()
                : Optional.of(piece(
                        call,
                        stream,
                        shard,
                        slice.get().records(),
                        new Ends(slice.get().next(), slice.get().end())));
    }

    private Optional<Piece> remembered(CallContext call, StreamDefinition stream, ShardDefinition shard, Wish wish)
            throws InterruptedException {
        Optional<ShardTail> tail = tails.find(stream, shard.number());
        if (tail.isEmpty()) {
            return Optional.empty();
        }
        // An empty memory may be behind the log by milliseconds: who has just put a record and gets none would be
        // surprised.
        return fromTail(call, stream, shard, tail.get(), wish)
                .filter(piece -> !piece.records().isEmpty());
    }

    private Piece fromLog(CallContext call, StreamDefinition stream, ShardDefinition shard, Wish wish)
            throws InterruptedException {
        Bound bound = ports.gate().readableNow(stream, shard.number());
        if (bound.isEnd() && wish.from() >= bound.below()) {
            return new Piece(List.of(), wish.from(), 0, true);
        }
        try (ReadBudget.Part part = budget.take(wish.maxBytes())) {
            RecordLog.Scan scan = Await.reply(
                    call,
                    ports.log()
                            .scan(
                                    stream.partition(shard.number()),
                                    wish.from(),
                                    wish.maxRecords(),
                                    part.bytes(wish.maxBytes())));
            return piece(call, stream, shard, scan.records(), new Ends(scan.next(), scan.end()));
        }
    }

    private record Ends(long next, long log) {}

    private Piece piece(
            CallContext call, StreamDefinition stream, ShardDefinition shard, List<LogRecord> read, Ends ends)
            throws InterruptedException {
        Bound bound = read.isEmpty()
                ? ports.gate().readableNow(stream, shard.number())
                : Await.reply(
                        call,
                        ports.gate()
                                .readable(stream, shard.number(), read.getLast().offset()));
        boolean isEnd = bound.isEnd() && ends.next() >= bound.below();
        long next = isEnd ? bound.below() : ends.next();
        long behind = read.isEmpty() || isEnd || next >= ends.log()
                ? 0
                : Math.max(0, ports.clock().millis() - read.getLast().timestampMillis());
        return new Piece(visible(read, bound), next, behind, isEnd);
    }

    private static List<LogRecord> visible(List<LogRecord> read, Bound bound) {
        boolean all = read.isEmpty() || read.getLast().offset() < bound.below();
        if (all && read.stream().noneMatch(WriteGate::isFiller)) {
            return read;
        }
        List<LogRecord> visible = new ArrayList<>(read.size());
        for (LogRecord one : read) {
            if (one.offset() < bound.below() && !WriteGate.isFiller(one)) {
                visible.add(one);
            }
        }
        return visible;
    }
}
