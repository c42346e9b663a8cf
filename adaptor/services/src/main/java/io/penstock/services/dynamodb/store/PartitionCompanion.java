package io.penstock.services.dynamodb.store;

import io.penstock.kernel.machine.Companion;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries committed changes of a partition to its topic and its store, term by term. On the host's thread. */
public final class PartitionCompanion implements Companion<PartitionState, PartitionEvent, PartitionReply> {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionCompanion.class);

    private final Self<PartitionCommand, PartitionReply> self;
    private final StoreSurroundings around;
    private final WriteMemory.Share share;
    private @Nullable TableShape shape;
    private @Nullable TermWriter writer;
    private CompletableFuture<Void> shaped = CompletableFuture.completedFuture(null);
    private boolean closed;

    public PartitionCompanion(Self<PartitionCommand, PartitionReply> self, StoreSurroundings around) {
        this.self = self;
        this.around = around;
        this.share = around.memory().share(this::wake);
    }

    /** Settling nothing is a change, and so lets what waits be decided again. */
    private void wake() {
        self.submit(new PartitionCommand.Settle(List.of())).whenComplete((reply, failure) -> {
            if (failure != null) {
                LOG.atDebug().setCause(failure).log("the partition is owned elsewhere by now");
            }
        });
    }

    @Override
    public void opened(PartitionState state) {
        shape = state.shape();
        if (shape != null) {
            self.submit(new PartitionCommand.BeginTerm()).whenComplete((reply, failure) -> {
                if (failure != null) {
                    LOG.atDebug().setCause(failure).log("the partition is owned elsewhere by now");
                }
            });
        }
    }

    @Override
    public void committed(PartitionState state, List<PartitionEvent> events) {
        for (PartitionEvent event : events) {
            switch (event) {
                case PartitionEvent.Shaped(TableShape newShape) -> shape(newShape);
                case PartitionEvent.TermBegun(long term, long through) -> begin(state, term, through);
                case PartitionEvent.Changed changed -> commit(changed.entry());
                case PartitionEvent.Repaired(List<Entry> entries) -> entries.forEach(this::commit);
                case PartitionEvent.Discarded() -> discard();
                case PartitionEvent.Looked looked -> looked.overdue().forEach(this::ask);
                case PartitionEvent.Fenced _,
                        PartitionEvent.Stored _,
                        PartitionEvent.Prepared _,
                        PartitionEvent.Released _,
                        PartitionEvent.Attached _,
                        PartitionEvent.Settled _,
                        PartitionEvent.ExpiryKnown _ -> {}
            }
        }
        around.memory().wake();
    }

    private void shape(TableShape newShape) {
        shape = newShape;
        TermWriter current = writer;
        if (current != null) {
            shaped = current.reshape(newShape);
        }
    }

    private void begin(PartitionState state, long term, long through) {
        TableShape known = shape;
        if (closed || known == null) {
            return;
        }
        if (writer != null) {
            writer.stop();
        }
        TermWriter begun = new TermWriter(self, around, share, known, term);
        writer = begun;
        shaped = begun.attached();
        // What is newer is not durable yet, and is told when it is.
        begun.start(
                state.overlay().values().stream()
                        .filter(entry -> entry.version() <= through)
                        .toList(),
                through);
    }

    private void commit(Entry entry) {
        TermWriter current = writer;
        if (current != null) {
            current.commit(entry);
        }
    }

    private void discard() {
        TermWriter current = writer;
        writer = null;
        shape = null;
        if (current != null) {
            current.discard();
        }
    }

    /** The coordinator tells of its own accord; this is for what it cannot know of, and for words that were lost. */
    private void ask(PreparedWrites writes) {
        TransactionId id = writes.id();
        LOG.atInfo().addKeyValue("transaction", id).log("a transaction is overdue, its coordinator is asked");
        around.verdicts().ask(id).whenComplete((verdict, failure) -> {
            if (failure != null) {
                LOG.atDebug().setCause(failure).log("a coordinator does not answer, it will be asked again");
                return;
            }
            switch (verdict) {
                case Verdicts.Verdict.Undecided() -> {}
                case Verdicts.Verdict.Commit(long below) -> follow(new PartitionCommand.Commit(id, below));
                case Verdicts.Verdict.Abort(long below) -> follow(new PartitionCommand.Abort(id, below));
            }
        });
    }

    private void follow(PartitionCommand command) {
        self.submit(command).whenComplete((reply, failure) -> {
            if (failure != null) {
                LOG.atDebug().setCause(failure).log("a verdict was not carried out, it will be asked for again");
            }
        });
    }

    @Override
    public CompletableFuture<PartitionReply> complete(PartitionReply reply) {
        return switch (reply) {
            case PartitionReply.Shaped() -> shaped.thenApply(done -> reply);
            case PartitionReply.Done _,
                    PartitionReply.Written _,
                    PartitionReply.Refused _,
                    PartitionReply.Conflict _,
                    PartitionReply.Busy _,
                    PartitionReply.Absent _,
                    PartitionReply.WrittenAll _,
                    PartitionReply.Found _,
                    PartitionReply.Page _,
                    PartitionReply.Measured _,
                    PartitionReply.Ready _,
                    PartitionReply.Over _,
                    PartitionReply.NotReady _ -> CompletableFuture.completedFuture(reply);
        };
    }

    @Override
    public void closed() {
        closed = true;
        share.close();
        TermWriter current = writer;
        if (current != null) {
            current.stop();
        }
    }
}
