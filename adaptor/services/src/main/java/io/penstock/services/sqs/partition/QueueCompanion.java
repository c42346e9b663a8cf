package io.penstock.services.sqs.partition;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.sqs.definition.PublishedQueue;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.definition.QueueDirectory;
import io.penstock.services.sqs.queue.QueueEvent;
import io.penstock.services.sqs.queue.QueuePartition;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.MoveKind;
import io.penstock.services.sqs.queue.QueueProtocol.Moving;
import io.penstock.services.sqs.queue.QueueProtocol.PeekedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.ReceivedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.queue.QueueProtocol.Verdict;
import io.penstock.services.sqs.queue.QueueState;
import io.penstock.services.sqs.rules.SqsFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the owner of a queue partition does besides deciding: see the package. */
public final class QueueCompanion implements Companion<QueueState, QueueEvent, Reply> {

    private static final Logger LOG = LoggerFactory.getLogger(QueueCompanion.class);

    /** What companions share. */
    public record Surroundings(QueueDirectory directory, RecordLog log, BodyBudget budget) {}

    private final Self<Command, Reply> self;
    private final QueuePartition partition;
    private final Surroundings around;
    private final QueueDirectory.Subscription subscription;
    private volatile @Nullable Live live;
    private volatile boolean closed;

    /** What there is once the queue's definition is known. */
    private record Live(TopicTail tail, Bodies bodies, Mover mover, Trimmer trimmer) {}

    public QueueCompanion(Self<Command, Reply> self, Surroundings around) {
        this.self = self;
        this.partition = QueuePartition.of(self.id());
        this.around = around;
        this.subscription = around.directory().subscribe(partition.queueArn(), this::definitionChanged);
    }

    @Override
    public void opened(QueueState state) {
        long from = state.scanFrom();
        boolean wantsScan = state.wantsScan();
        List<Moving> unfinished = List.copyOf(state.moving());
        definition().whenComplete((found, failure) -> {
            if (failure != null) {
                LOG.atWarn().addKeyValue("queue", partition).setCause(failure).log("definition could not be had");
            } else if (found.isPresent()) {
                start(found.get().queue(), from, wantsScan);
                resume(found.get(), unfinished);
            } else {
                // Nobody can reach this creation of the queue any more.
                self.submit(new Command.Discard());
            }
        });
    }

    /** The definition of this creation; empty when it is deleted. The owner is asked unless this node knows it for sure. */
    private CompletableFuture<Optional<PublishedQueue>> definition() {
        Optional<PublishedQueue> known =
                around.directory().find(partition.queueArn()).filter(this::isThisCreation);
        return known.isPresent()
                ? CompletableFuture.completedFuture(known)
                : around.directory().ask(partition.queueArn()).thenApply(found -> found.filter(this::isThisCreation));
    }

    private boolean isThisCreation(PublishedQueue found) {
        return found.queue().id().equals(partition.creationId());
    }

    private synchronized void start(QueueDefinition queue, long from, boolean wantsScan) {
        if (closed) {
            return;
        }
        TopicPartition topic = new TopicPartition(queue.placement().topic(), partition.partition());
        Bodies bodies = new Bodies(around.log(), topic, around.budget());
        TopicTail tail = new TopicTail(self, topic, queue, bodies);
        live = new Live(
                tail,
                bodies,
                new Mover(self, around.directory(), around.log(), bodies),
                new Trimmer(self, around.log(), topic, bodies));
        tail.start(around.log(), from, wantsScan);
    }

    /** Finishes what an earlier owner began. A task that ended meanwhile lets its messages go. */
    private void resume(PublishedQueue queue, List<Moving> unfinished) {
        for (MoveKind kind : MoveKind.values()) {
            List<Moving> batch =
                    unfinished.stream().filter(moving -> moving.kind() == kind).toList();
            if (!batch.isEmpty()) {
                move(batch);
            }
        }
        LOG.atDebug()
                .addKeyValue("queue", partition)
                .addKeyValue("moving", unfinished.size())
                .addKeyValue("task", queue.move() != null)
                .log("queue partition opened");
    }

    private CompletableFuture<Void> move(List<Moving> batch) {
        Live now = live;
        if (now == null) {
            return CompletableFuture.failedFuture(CommonFaults.UNAVAILABLE.with());
        }
        CompletableFuture<Void> moved = now.mover().move(batch);
        return moved.whenComplete((nothing, failure) -> {
            if (failure != null) {
                LOG.atWarn()
                        .addKeyValue("queue", partition)
                        .addKeyValue("messages", batch.size())
                        .addKeyValue("reason", failure.getMessage())
                        .log("messages could not be moved and are visible again");
            }
        });
    }

    private void definitionChanged() {
        Live now = live;
        if (now != null) {
            around.directory()
                    .find(partition.queueArn())
                    .filter(this::isThisCreation)
                    .ifPresent(found -> now.tail().configure(found.queue()));
        }
    }

    @Override
    public void committed(QueueState state, List<QueueEvent> events) {
        Live now = live;
        if (now == null) {
            return;
        }
        for (QueueEvent event : events) {
            switch (event) {
                case QueueEvent.MoveStarted started -> {
                    if (started.kind() == MoveKind.DEAD_LETTER) {
                        move(deadLetters(state, started.offsets()));
                    }
                }
                case QueueEvent.Deleted(long[] offsets) -> now.trimmer().gone(offsets.length);
                case QueueEvent.Moved(long[] offsets) -> now.trimmer().gone(offsets.length);
                case QueueEvent.Purged(long before) -> {
                    now.bodies().drop(0, before - 1);
                    now.trimmer().purged();
                }
                case QueueEvent.Dropped(long[] first, long[] last) -> {
                    for (int i = 0; i < first.length; i++) {
                        now.bodies().drop(first[i], last[i]);
                        now.trimmer().gone((int) Math.min(Integer.MAX_VALUE, last[i] - first[i] + 1));
                    }
                }
                case QueueEvent.TimePassed(long at) -> now.trimmer().timePassed(at);
                case QueueEvent.Received _,
                        QueueEvent.DuplicatesJudged _,
                        QueueEvent.AttemptRepeated _,
                        QueueEvent.VisibilityChanged _,
                        QueueEvent.GivenBack _,
                        QueueEvent.MoveAbandoned _,
                        QueueEvent.Discarded _,
                        QueueEvent.Derived _ -> {}
            }
        }
        now.tail().want(state.wantsScan());
        now.tail().refill(state.refillFrom());
        now.trimmer().trim();
    }

    /** With their receive counts, which the event leaves to the state. */
    private static List<Moving> deadLetters(QueueState state, long[] offsets) {
        List<Moving> started = new ArrayList<>(offsets.length);
        for (long offset : offsets) {
            state.moving(offset).ifPresent(started::add);
        }
        return started;
    }

    @Override
    public CompletableFuture<Reply> complete(Reply reply) {
        return switch (reply) {
            case Reply.Received received -> received(received);
            case Reply.Verdicts verdicts -> verdicts(verdicts);
            case Reply.Peeked peeked -> peeked(peeked);
            case Reply.Taken taken -> taken(taken);
            case Reply.Trimmable _,
                    Reply.Again _,
                    Reply.OverLimit _,
                    Reply.Outcomes _,
                    Reply.Measured _,
                    Reply.Done _ -> CompletableFuture.completedFuture(reply);
        };
    }

    private CompletableFuture<Reply> received(Reply.Received reply) {
        Live now = live;
        if (reply.messages().isEmpty() || now == null) {
            return CompletableFuture.completedFuture(reply);
        }
        List<Long> offsets = reply.messages().stream()
                .map(message -> message.receipt().offset())
                .toList();
        return now.bodies().take(offsets).thenApply(records -> {
            List<ReceivedMessage> complete = new ArrayList<>(offsets.size());
            List<Long> lost = new ArrayList<>();
            for (ReceivedMessage message : reply.messages()) {
                LogRecord record = records.get(message.receipt().offset());
                if (record == null) {
                    lost.add(message.receipt().offset());
                } else {
                    complete.add(message.with(record));
                }
            }
            if (!lost.isEmpty()) {
                self.submit(new Command.Forget(array(lost)));
            }
            return new Reply.Received(complete);
        });
    }

    private CompletableFuture<Reply> verdicts(Reply.Verdicts reply) {
        Live now = live;
        List<Long> originals = reply.verdicts().stream()
                .filter(verdict -> !verdict.isAccepted())
                .map(Verdict::original)
                .toList();
        if (originals.isEmpty() || now == null) {
            return CompletableFuture.completedFuture(reply);
        }
        return now.bodies()
                .look(originals)
                .thenApply(records -> new Reply.Verdicts(reply.verdicts().stream()
                        .map(verdict -> {
                            LogRecord original = verdict.isAccepted() ? null : records.get(verdict.original());
                            return original == null ? verdict : verdict.with(original);
                        })
                        .toList()));
    }

    private CompletableFuture<Reply> peeked(Reply.Peeked reply) {
        Live now = live;
        if (reply.messages().isEmpty() || now == null) {
            return CompletableFuture.completedFuture(reply);
        }
        List<Long> offsets =
                reply.messages().stream().map(PeekedMessage::offset).toList();
        return now.bodies().look(offsets).thenApply(records -> {
            List<PeekedMessage> complete = new ArrayList<>(offsets.size());
            for (PeekedMessage message : reply.messages()) {
                LogRecord record = records.get(message.offset());
                if (record != null) {
                    complete.add(message.with(record));
                }
            }
            return new Reply.Peeked(complete);
        });
    }

    /** A step of a move task: the caller hears of it when its messages are at their target. */
    private CompletableFuture<Reply> taken(Reply.Taken reply) {
        return move(reply.messages()).handle((nothing, failure) -> {
            if (failure == null) {
                return reply;
            }
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            throw cause instanceof Mover.StuckException stuck
                    ? SqsFaults.invalid(String.valueOf(stuck.getMessage()))
                    : new CompletionException(cause);
        });
    }

    private static long[] array(List<Long> offsets) {
        return offsets.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public synchronized void closed() {
        closed = true;
        subscription.close();
        Live now = live;
        if (now != null) {
            now.tail().close();
            now.mover().close();
            now.bodies().close();
        }
    }
}
