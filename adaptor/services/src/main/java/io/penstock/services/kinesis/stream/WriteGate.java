package io.penstock.services.kinesis.stream;

import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.RecordLog;
import io.penstock.services.kinesis.stream.StreamDefinition.Mode;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides, on every node alike, which records of a shard's log exist. Any node appends to any shard without a hop; an offset counts only below what the
 * owner of the stream has <em>granted</em> for the shard. Grants are journaled before anybody hears of them, only grow, and run ahead of the log, so that
 * this is a comparison of two numbers nearly always. To close a shard the owner stops granting: what was granted last is the shard's end, on every node, for ever.
 *
 * <p>Writers:
 * <ol>
 *   <li>Find the shard with {@link StreamDirectory.View#routing}. If it is {@link ShardDefinition.State#CLOSING}, wait for
 *       {@code directory.atLeast(arn, definition.version() + 1)} and find it again.
 *   <li>Append to {@link StreamDefinition#partition}.
 *   <li>{@link #confirm} the offset. {@link Verdict.Acknowledged}: answer the caller. {@link Verdict.Rerouted}: the record is behind the shard's end, nobody ever
 *       reads it; wait for {@code directory.atLeast(arn, version)} and begin again. A failed future: answer an error, the record may or may not exist.
 * </ol>
 *
 * <p>Readers show a record only if its offset is below {@link #readable}, skip those for which {@link #isFiller} holds, and are at the end of the shard when they
 * reach a {@link Bound} that {@code isEnd}.
 *
 * <p>Whoever got a definition from the directory may be behind; both methods are right for any version of it. Thread-safe. Memory: 100 bytes or so for each shard that
 * this node touched. Invariants, and why they hold without clocks and without knowing which nodes are alive, are in decision 010.
 */
public final class WriteGate {

    /** Header of records that only take up the offsets between a closing shard's last record and its end. */
    public static final String FILLER = "kinesis.filler";

    /** What became of an append. */
    public sealed interface Verdict {

        /** The record is in the shard. */
        record Acknowledged() implements Verdict {}

        /**
         * The record is nowhere: the shard had been closed before it.
         *
         * @param version of a definition in which the shard is no longer open; not necessarily with children yet
         */
        record Rerouted(long version) implements Verdict {}
    }

    /**
     * How far a shard's log may be read.
     *
     * @param below offsets below this one may be shown
     * @param isEnd whether the shard ends there
     * @param version as in {@link Verdict.Rerouted}; 0 unless it is the end
     */
    public record Bound(long below, boolean isEnd, long version) {}

    private static final Verdict ACKNOWLEDGED = new Verdict.Acknowledged();
    private static final Header FILLER_HEADER = new Header(FILLER, new byte[0]);

    private final Machines machines;
    private final RecordLog log;
    private final InstantSource clock;
    private final Map<String, StreamGrants> streams = new ConcurrentHashMap<>();

    public WriteGate(Catalog catalog, Machines machines, RecordLog log, InstantSource clock) {
        this.machines = machines;
        this.log = log;
        this.clock = clock;
        catalog.watch(StreamDirectory.KIND, entry -> {
            if (entry.isDeleted()) {
                streams.remove(entry.key());
            }
        });
    }

    /** Whether a record only fills its shard up and is not to be shown. */
    public static boolean isFiller(LogRecord logRecord) {
        return logRecord.value().length == 0 && logRecord.header(FILLER).isPresent();
    }

    /** The header of fillers. */
    public static Header fillerHeader() {
        return FILLER_HEADER;
    }

    /**
     * The verdict on an append that Kafka has acknowledged. Complete at once as long as grants run ahead, which they do unless the owner of the stream cannot be reached,
     * and the log has looked up no topics since the owner said last that the stream is there: the append may have gone to the topic of another stream of this name
     * (decision 024).
     *
     * @return fails with {@link io.penstock.kernel.fault.FaultException} when the owner cannot be asked or the stream is gone: the record was not acknowledged
     */
    public CompletableFuture<Verdict> confirm(StreamDefinition stream, int shard, long offset) {
        StreamGrants known = grants(stream);
        // After the acknowledgement, and before the question.
        long lookups = log.lookups();
        return known.isConfirmed(lookups)
                ? verdict(stream, shard, offset)
                : known.confirm(machines, lookups).thenCompose(there -> verdict(stream, shard, offset));
    }

    private CompletableFuture<Verdict> verdict(StreamDefinition stream, int shard, long offset) {
        ShardGrants grants = grants(stream).of(stream, shard);
        if (grants.covers(offset)) {
            ahead(stream, grants, offset);
            return CompletableFuture.completedFuture(ACKNOWLEDGED);
        }
        return bound(stream, grants, offset)
                .thenApply(bound -> offset < bound.below() ? ACKNOWLEDGED : new Verdict.Rerouted(bound.version()));
    }

    /** How far this node may show a shard now, without asking anybody. */
    public Bound readableNow(StreamDefinition stream, int shard) {
        return grants(stream).of(stream, shard).bound();
    }

    /**
     * How far a shard may be shown, asking the owner if it is not beyond this offset.
     *
     * @param offset of a record that is in the log
     * @return a bound beyond the offset, or the end of the shard; fails as {@link #confirm} does
     */
    public CompletableFuture<Bound> readable(StreamDefinition stream, int shard, long offset) {
        ShardGrants grants = grants(stream).of(stream, shard);
        if (grants.covers(offset)) {
            ahead(stream, grants, offset);
            return CompletableFuture.completedFuture(grants.bound());
        }
        return bound(stream, grants, offset);
    }

    /** Counts what this node wrote to a shard, so that on-demand streams can follow their load. Reports now and then by itself. */
    public void wrote(StreamDefinition stream, int shard, int records, long bytes) {
        if (stream.mode() == Mode.ON_DEMAND) {
            StreamGrants grants = grants(stream);
            grants.of(stream, shard).wrote(records, bytes);
            grants.report(clock.millis())
                    .ifPresent(report -> machines.submit(
                                    StreamCodecs.STREAMS, StreamDirectory.aggregate(stream.arn()), report)
                            .exceptionally(lost -> new StreamReply.Noted()));
        }
    }

    private CompletableFuture<Bound> bound(StreamDefinition stream, ShardGrants grants, long offset) {
        Bound known = grants.bound();
        if (known.isEnd() || offset < known.below()) {
            return CompletableFuture.completedFuture(known);
        }
        return grants(stream).ask(machines, grants, offset);
    }

    private void ahead(StreamDefinition stream, ShardGrants grants, long offset) {
        if (grants.wantsMore(offset)) {
            grants(stream).askAhead(machines, grants, offset);
        }
    }

    private StreamGrants grants(StreamDefinition stream) {
        StreamGrants known = streams.get(stream.arn());
        if (known != null && known.isOf(stream)) {
            return known;
        }
        StreamGrants kept = streams.compute(
                stream.arn(),
                (arn, present) -> present == null || !present.isOf(stream) ? new StreamGrants(stream) : present);
        if (kept == null) {
            throw new IllegalStateException("no grants for " + stream.arn());
        }
        return kept;
    }
}
