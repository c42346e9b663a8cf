package io.penstock.services.sqs.partition;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
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
import io.penstock.services.sqs.queue.QueueProtocol.ReceivedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.queue.QueueProtocol.Verdict;
import io.penstock.services.sqs.queue.QueueState;
import io.penstock.services.sqs.queue.Room;
import io.penstock.services.sqs.rules.SqsFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the owner of a queue partition does besides deciding: see the package. */
public final class QueueCompanion implements Companion<QueueState, QueueEvent, Reply> {

    private static final Logger LOG = LoggerFactory.getLogger(QueueCompanion.class);

    private static final long RETRY_MILLIS = 200;

    /** What companions share. */
    public record Surroundings(QueueDirectory directory, RecordLog log, BodyBudget budget) {}

    private final Self<Command, Reply> self;
    private final QueuePartition partition;
    private final Surroundings around;
    private final QueueDirectory.Subscription subscription;
    private volatile @Nullable Live live;
    private final List<Waiting> waiting = new ArrayList<>();
    private volatile boolean closed;

    /** What came before the definition was known. */
    private record Waiting(Consumer<Live> action, CompletableFuture<?> done) {}

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
        Room room = state.room();
        List<Moving> unfinished = List.copyOf(state.moving());
        find(found -> start(found, from, room, unfinished));
    }

    /** Looks until somebody knows; meanwhile what needs the queue's topic waits. */
    private void find(Consumer<PublishedQueue> starts) {
        definition().whenComplete((found, failure) -> {
            if (closed) {
                return;
            }
            if (failure != null) {
                LOG.atDebug().addKeyValue("queue", partition).setCause(failure).log("definition could not be had yet");
                CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS)
                        .execute(() -> find(starts));
            } else if (found.isPresent()) {
                starts.accept(found.get());
            } else {
                // Nobody can reach this creation of the queue any more.
                self.submit(new Command.Discard());
                abandonWaiting(SqsFaults.QUEUE_DOES_NOT_EXIST.with());
            }
        });
    }

    /** Does what needs the topic: now, or in order as soon as the definition is known. */
    private <T> CompletableFuture<T> whenLive(Function<Live, CompletableFuture<T>> action) {
        Live now = live;
        return now != null ? action.apply(now) : waitUntilLive(action);
    }

    private synchronized <T> CompletableFuture<T> waitUntilLive(Function<Live, CompletableFuture<T>> action) {
        Live now = live;
        if (now != null) {
            return action.apply(now);
        }
        CompletableFuture<T> done = new CompletableFuture<>();
        if (closed) {
            done.completeExceptionally(CommonFaults.UNAVAILABLE.with());
            return done;
        }
        waiting.add(new Waiting(
                started -> action.apply(started).whenComplete((value, failure) -> {
                    if (failure == null) {
                        done.complete(value);
                    } else {
                        done.completeExceptionally(failure);
                    }
                }),
                done));
        return done;
    }

    private synchronized void abandonWaiting(FaultException why) {
        waiting.forEach(one -> one.done().completeExceptionally(why));
        waiting.clear();
    }

    /** The definition of this creation; empty when it is deleted. The owner is asked unless this node knows it for sure. */
    private CompletableFuture<Optional<PublishedQueue>> definition() {
        Optional<PublishedQueue> known =
                around.directory().find(partition.queueArn()).filter(this::isThisCreation);
        return known.isPresent()
                ? CompletableFuture.completedFuture(known)
                : around.directory()
                        .askFirmly(partition.queueArn())
                        .thenApply(found -> found.filter(this::isThisCreation));
    }

    private boolean isThisCreation(PublishedQueue found) {
        return found.queue().id().equals(partition.creationId());
    }

    private synchronized void start(PublishedQueue found, long from, Room room, List<Moving> unfinished) {
        if (closed) {
            return;
        }
        QueueDefinition queue = found.queue();
        TopicPartition topic = new TopicPartition(queue.placement().topic(), partition.partition());
        Bodies bodies = new Bodies(around.log(), topic, around.budget());
        TopicTail tail = new TopicTail(self, topic, queue, bodies);
        Live started = new Live(
                tail,
                bodies,
                new Mover(self, around.directory(), around.log(), bodies),
                new Trimmer(self, around.log(), topic, bodies));
        resume(started, found, unfinished);
        // Before anybody else can move anything: moves keep their order.
        waiting.forEach(one -> one.action().accept(started));
        waiting.clear();
        live = started;
        tail.start(around.log(), from, room);
    }

    /** Finishes what an earlier owner began. A task that ended meanwhile lets its messages go. */
    private void resume(Live started, PublishedQueue queue, List<Moving> unfinished) {
        for (MoveKind kind : MoveKind.values()) {
            List<Moving> batch =
                    unfinished.stream().filter(moving -> moving.kind() == kind).toList();
            if (!batch.isEmpty()) {
                move(started, batch);
            }
        }
        LOG.atDebug()
                .addKeyValue("queue", partition)
                .addKeyValue("moving", unfinished.size())
                .addKeyValue("task", queue.move() != null)
                .log("queue partition opened");
    }

    private CompletableFuture<Void> move(List<Moving> batch) {
        return whenLive(now -> move(now, batch));
    }

    private CompletableFuture<Void> move(Live now, List<Moving> batch) {
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
        for (QueueEvent event : events) {
            if (event instanceof QueueEvent.MoveStarted started && started.kind() == MoveKind.DEAD_LETTER) {
                move(deadLetters(state, started.offsets()));
            }
        }
        Live now = live;
        if (now == null) {
            return;
        }
        events.forEach(event -> note(now, event));
        now.tail().want(state.room());
        now.tail().refill(state.refillFrom());
        now.trimmer().trim();
    }

    private static void note(Live now, QueueEvent event) {
        switch (event) {
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
            case QueueEvent.MoveStarted _,
                    QueueEvent.Received _,
                    QueueEvent.DuplicatesJudged _,
                    QueueEvent.SourcesNoted _,
                    QueueEvent.AttemptRepeated _,
                    QueueEvent.VisibilityChanged _,
                    QueueEvent.GivenBack _,
                    QueueEvent.MoveAbandoned _,
                    QueueEvent.Discarded _,
                    QueueEvent.Derived _ -> {}
        }
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
        if (reply.messages().isEmpty()) {
            return CompletableFuture.completedFuture(reply);
        }
        List<Long> offsets = reply.messages().stream()
                .map(message -> message.receipt().offset())
                .toList();
        return whenLive(now -> now.bodies().take(offsets)).thenApply(records -> {
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
        List<Long> originals = reply.verdicts().stream()
                .filter(verdict -> !verdict.isAccepted())
                .map(Verdict::original)
                .toList();
        if (originals.isEmpty()) {
            return CompletableFuture.completedFuture(reply);
        }
        return whenLive(now -> now.bodies().look(originals))
                .thenApply(records -> new Reply.Verdicts(reply.verdicts().stream()
                        .map(verdict -> {
                            LogRecord original = verdict.isAccepted() ? null : records.get(verdict.original());
                            return original == null ? verdict : verdict.with(original);
                        })
                        .toList()));
    }

    private CompletableFuture<Reply> peeked(Reply.Peeked reply) {
        return reply.messages().isEmpty()
                ? CompletableFuture.completedFuture(reply)
                : whenLive(now -> new Peeking(now.bodies()).fill(reply.messages()))
                        .thenApply(Reply.Peeked::new);
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
        abandonWaiting(CommonFaults.UNAVAILABLE.with());
        Live now = live;
        if (now != null) {
            now.tail().close();
            now.mover().close();
            now.bodies().close();
        }
    }
}
