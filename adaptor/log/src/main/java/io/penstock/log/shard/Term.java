package io.penstock.log.shard;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.log.LogSettings.ShardLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One ownership of a shard, from its EPOCH record to its end; the package's contract shows the states. Everything but {@link #offer} runs on the strand. */
final class Term implements Outbox.Owner, Cells.Shard {

    private static final Logger LOG = LoggerFactory.getLogger(Term.class);
    private static final Duration SWEEP = Duration.ofMillis(250);
    private static final Duration FULL_PAUSE = Duration.ofMillis(5);
    private static final Duration LEAVE = Duration.ofSeconds(1);

    /** Journal bytes of the whole node in flight, above which no shard decides anything new; the producers' buffer is larger. */
    private static final long NODE_UNACKNOWLEDGED = 40L << 20;

    /** States of an ownership. */
    enum Phase {
        STARTING,
        REPLAYING,
        LIVE,
        LEAVING,
        ENDED
    }

    /** Where terms live. */
    interface Host {
        ShardStore store();

        Timers timers();

        ShardLimits limits();

        RandomGenerator random();

        Registration<?, ?, ?, ?> kind(String name);

        void live(Term term);

        /** Called once. */
        void ended(Term term);

        /** A command that was certainly not decided: to whoever owns the shard now. */
        void reroute(Request<?, ?> request);
    }

    private final Host host;
    private final Strand strand;
    private final int shard;
    private final Admission admission;
    private final Cells cells;
    private final ArrayDeque<Request<?, ?>> held = new ArrayDeque<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final long startedAt = System.nanoTime();
    private volatile Phase phase = Phase.STARTING;
    private @Nullable Outbox outbox;
    private @Nullable Snapshotter snapshotter;
    private boolean sweeping;
    private boolean leaving;
    private volatile boolean deposed;

    Term(Host host, Strand strand, int shard) {
        this.host = host;
        this.strand = strand;
        this.shard = shard;
        this.admission = new Admission(host.limits());
        this.cells = new Cells(this, host.random());
    }

    int shard() {
        return shard;
    }

    Phase phase() {
        return phase;
    }

    /** The epoch's number, once live. */
    long epoch() {
        return outbox().epoch();
    }

    /** Whether another owner ended it. */
    boolean isDeposed() {
        return deposed;
    }

    int parked() {
        return admission.parked();
    }

    void start() {
        byte[] record = new JournalRecord.Epoch(host.store().node()).encode();
        host.store().journal(shard, record, (offset, timestamp, error) -> strand.execute(() -> begun(offset, error)));
    }

    /** Takes a command from any thread, or refuses it when too many are on their way. */
    @Override
    public void offer(Request<?, ?> request) {
        if (!admission.enter(request)) {
            request.caller.completeExceptionally(CommonFaults.THROTTLED.with());
            return;
        }
        if (request.origin == Request.Origin.CALLER && InPlace.isAllowed()) {
            strand.executeHere(() -> arrive(request));
        } else {
            strand.execute(() -> arrive(request));
        }
    }

    /** Gives the shard up in order. Completes when another may have it. */
    CompletableFuture<Void> leave() {
        strand.execute(() -> {
            leaving = true;
            if (phase == Phase.LIVE) {
                phase = Phase.LEAVING;
                cells.unparkAll().forEach(this::pass);
                passHeld();
                host.timers().at(host.timers().clock().instant().plus(LEAVE), strand, () -> end("left late", null));
                endIfLeft();
            } else {
                end("left before it was live", null);
            }
        });
        return over;
    }

    /** Ends at once; what is undecided goes elsewhere, what is unacknowledged fails. */
    CompletableFuture<Void> abandon() {
        strand.execute(() -> {
            leaving = true;
            end("abandoned", null);
        });
        return over;
    }

    /** Takes a snapshot now; completes when the journal is trimmed. */
    CompletableFuture<Void> snapshot() {
        return CompletableFuture.supplyAsync(
                        () -> snapshotter != null && phase == Phase.LIVE
                                ? snapshotter.begin()
                                : CompletableFuture.<Void>failedFuture(CommonFaults.UNAVAILABLE.with()),
                        strand)
                .thenCompose(taken -> taken);
    }

    private void begun(long offset, @Nullable Exception error) {
        if (phase == Phase.ENDED) {
            return;
        }
        if (error != null || offset < 0) {
            end("its epoch could not be written", error);
            return;
        }
        phase = Phase.REPLAYING;
        outbox = new Outbox(this, strand, host.store(), shard, offset);
        Recovery recovery = new Recovery(host.store(), shard, offset, host::kind);
        host.store()
                .read(recovery::run)
                .whenComplete((restored, failure) -> strand.execute(() -> {
                    if (phase == Phase.ENDED) {
                        return;
                    }
                    if (failure != null || restored == null) {
                        end("it could not be replayed", failure);
                    } else {
                        live(restored);
                    }
                }));
    }

    private void live(Recovery.Restored restored) {
        try {
            restored.states().forEach(cells::adopt);
        } catch (RuntimeException e) {
            end("its aggregates could not be opened", e);
            return;
        }
        snapshotter = new Snapshotter(host.store(), host.limits(), this, cells);
        snapshotter.replayed(restored.records());
        phase = Phase.LIVE;
        host.live(this);
        cells.openAll();
        LOG.atDebug()
                .addKeyValue("shard", shard)
                .addKeyValue("epoch", epoch())
                .addKeyValue("aggregates", restored.states().size())
                .addKeyValue("records", restored.records())
                .addKeyValue("millis", (System.nanoTime() - startedAt) / 1_000_000)
                .log("shard is live");
        drainHeld();
    }

    private void arrive(Request<?, ?> request) {
        switch (phase) {
            case STARTING, REPLAYING -> hold(request);
            case LIVE -> {
                if (!request.isInternal() && (!held.isEmpty() || isFull())) {
                    hold(request);
                } else {
                    cells.run(request);
                }
            }
            case LEAVING, ENDED -> pass(request);
        }
    }

    private void hold(Request<?, ?> request) {
        held.add(request);
        if (!sweeping) {
            sweeping = true;
            sweepLater(phase == Phase.LIVE ? FULL_PAUSE : SWEEP);
        }
    }

    private void sweepLater(Duration pause) {
        host.timers().at(host.timers().clock().instant().plus(pause), strand, this::sweep);
    }

    private void sweep() {
        drainHeld();
        Instant now = host.timers().clock().instant();
        held.removeIf(request -> {
            boolean over = !request.isInternal() && now.isAfter(request.patience);
            if (over) {
                admission.leave(false);
                request.caller.completeExceptionally(CommonFaults.UNAVAILABLE.with());
            }
            return over;
        });
        sweeping = !held.isEmpty();
        if (sweeping) {
            sweepLater(phase == Phase.LIVE ? FULL_PAUSE : SWEEP);
        }
    }

    private void drainHeld() {
        while (phase == Phase.LIVE && !held.isEmpty() && !isFull()) {
            cells.run(held.remove());
        }
    }

    private boolean isFull() {
        return outbox().unacknowledgedBytes() > host.limits().unacknowledgedBytes()
                || host.store().unacknowledgedBytes() > NODE_UNACKNOWLEDGED;
    }

    /** Passes on what was not decided here. A companion's command dies with its companion. */
    private void pass(Request<?, ?> request) {
        if (request.isInternal()) {
            request.caller.completeExceptionally(CommonFaults.UNAVAILABLE.with());
        } else {
            host.reroute(request);
        }
    }

    private void passHeld() {
        List<Request<?, ?>> undecided = new ArrayList<>(held);
        held.clear();
        undecided.forEach(this::pass);
    }

    @Override
    public void release(Step<?, ?, ?, ?> step) {
        cells.answer(step);
    }

    @Override
    public void progressed(int bytes) {
        if (phase == Phase.LEAVING) {
            endIfLeft();
            return;
        }
        drainHeld();
        if (snapshotter != null && phase == Phase.LIVE) {
            snapshotter.progressed(bytes);
        }
    }

    private void endIfLeft() {
        if (outbox().isIdle()) {
            end("left", null);
        }
    }

    @Override
    public void broken(Throwable cause) {
        end("an append failed", cause);
    }

    @Override
    public void deposed(long byEpoch) {
        deposed = true;
        end("deposed by epoch " + byEpoch, null);
    }

    @Override
    public void corrupted(Throwable cause) {
        end("its state was corrupted", cause);
    }

    /** The end: nothing decided here is told any more. */
    private void end(String why, @Nullable Throwable cause) {
        if (phase == Phase.ENDED) {
            return;
        }
        boolean orderly = leaving;
        phase = Phase.ENDED;
        LOG.atLevel(orderly ? org.slf4j.event.Level.DEBUG : org.slf4j.event.Level.WARN)
                .addKeyValue("shard", shard)
                .addKeyValue("cause", String.valueOf(cause))
                .log("ownership ended: {}", why);
        if (snapshotter != null) {
            snapshotter.close();
        }
        List<Step<?, ?, ?, ?>> untold = outbox == null ? List.of() : outbox.close();
        List<Request<?, ?>> parked = cells.close();
        untold.forEach(step -> step.caller.completeExceptionally(CommonFaults.UNAVAILABLE.with()));
        parked.forEach(request -> request.caller.completeExceptionally(CommonFaults.UNAVAILABLE.with()));
        host.ended(this);
        passHeld();
        over.complete(null);
    }

    @Override
    public Outbox outbox() {
        Outbox known = outbox;
        if (known == null) {
            throw new IllegalStateException("shard " + shard + " has no epoch yet");
        }
        return known;
    }

    @Override
    public Strand strand() {
        return strand;
    }

    @Override
    public Timers timers() {
        return host.timers();
    }

    @Override
    public Admission admission() {
        return admission;
    }

    @Override
    public boolean isDeciding() {
        return phase == Phase.LIVE;
    }
}
