package io.penstock.services.sqs.partition;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.machine.Companion.Self;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.services.sqs.definition.MoveTask;
import io.penstock.services.sqs.definition.PublishedQueue;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.definition.QueueDirectory;
import io.penstock.services.sqs.definition.RedrivePolicy;
import io.penstock.services.sqs.message.StoredMessage;
import io.penstock.services.sqs.queue.QueuePartition;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.MoveKind;
import io.penstock.services.sqs.queue.QueueProtocol.Moving;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries messages to other queues: appends them there, then tells the window that they are gone here. One batch after another, so that a
 * FIFO queue's order is kept. What a crash leaves half done is done again; the target drops what it has already.
 */
final class Mover {

    /** Why a task cannot go on, as AWS names it in {@code FailureReason}. */
    static final String NO_SOURCE = "CouldNotDetermineMessageSource";

    private static final Logger LOG = LoggerFactory.getLogger(Mover.class);
    private static final long RETRY_MILLIS = 500;

    private final Self<Command, Reply> self;
    private final QueuePartition partition;
    private final QueueDirectory directory;
    private final RecordLog log;
    private final Bodies bodies;
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    private volatile boolean closed;

    Mover(Self<Command, Reply> self, QueueDirectory directory, RecordLog log, Bodies bodies) {
        this.self = self;
        this.partition = QueuePartition.of(self.id());
        this.directory = directory;
        this.log = log;
        this.bodies = bodies;
    }

    /** Moves a batch of one kind, after all earlier ones. Fails when no message of it could be moved for a reason that stays. */
    synchronized CompletableFuture<Void> move(List<Moving> batch) {
        CompletableFuture<Void> done = last.thenCompose(ignored -> attempt(batch));
        last = done.exceptionally(failure -> null);
        return done;
    }

    void close() {
        closed = true;
    }

    private CompletableFuture<Void> attempt(List<Moving> batch) {
        if (batch.isEmpty() || closed) {
            return CompletableFuture.completedFuture(null);
        }
        List<Long> offsets = batch.stream().map(Moving::offset).toList();
        return bodies.take(offsets)
                .thenCompose(records -> carry(batch, records))
                .handle((nothing, failure) -> failure == null ? null : unwrapped(failure))
                .thenCompose(failure -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(null);
                    }
                    return failure instanceof StuckException stuck ? giveUp(batch, stuck) : retry(batch, failure);
                });
    }

    private CompletableFuture<Void> retry(List<Moving> batch, Throwable failure) {
        if (!(failure instanceof FaultException)) {
            LOG.atError().addKeyValue("queue", partition).setCause(failure).log("move of messages failed, retrying");
        }
        return CompletableFuture.supplyAsync(
                        () -> null, CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS))
                .thenCompose(ignored -> attempt(batch));
    }

    private CompletableFuture<Void> giveUp(List<Moving> batch, StuckException stuck) {
        return self.submit(new Command.Abandon(offsets(batch)))
                .thenCompose(reply -> CompletableFuture.failedFuture(stuck));
    }

    private CompletableFuture<Void> carry(List<Moving> batch, Map<Long, LogRecord> records) {
        return directory.ask(partition.queueArn()).thenCompose(source -> {
            if (source.isEmpty() || !source.get().queue().id().equals(partition.creationId())) {
                throw new CompletionException(new StuckException("AWS.SimpleQueueService.NonExistentQueue"));
            }
            List<MovedRecord> moved = batch.stream()
                    .filter(moving -> records.containsKey(moving.offset()))
                    .map(moving -> new MovedRecord(stored(records, moving), partition.queueArn(), moving))
                    .toList();
            return targets(source.get(), moved)
                    .thenCompose(targets -> append(targets, moved))
                    .thenCompose(nothing -> self.submit(new Command.Finish(offsets(batch))))
                    .thenApply(reply -> (Void) null);
        });
    }

    private StoredMessage stored(Map<Long, LogRecord> records, Moving moving) {
        LogRecord record = records.get(moving.offset());
        if (record == null) {
            throw new IllegalStateException("no record at " + moving.offset() + " of " + partition);
        }
        return new StoredMessage(record, partition.creationId(), partition.partition());
    }

    /** All targets before the first append: a batch is carried whole or given up whole. */
    private CompletableFuture<List<QueueDefinition>> targets(PublishedQueue source, List<MovedRecord> moved) {
        List<CompletableFuture<QueueDefinition>> targets =
                moved.stream().map(message -> target(source, message)).toList();
        return CompletableFuture.allOf(targets.toArray(CompletableFuture<?>[]::new))
                .thenApply(
                        nothing -> targets.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<Void> append(List<QueueDefinition> targets, List<MovedRecord> moved) {
        List<CompletableFuture<RecordLog.Appended>> acknowledged = new ArrayList<>();
        for (int i = 0; i < moved.size(); i++) {
            acknowledged.add(append(targets.get(i), moved.get(i)));
        }
        return CompletableFuture.allOf(acknowledged.toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<RecordLog.Appended> append(QueueDefinition target, MovedRecord moved) {
        return log.append(Placement.ofMove(target, moved), moved.toRecord(target.isFifo()));
    }

    private CompletableFuture<QueueDefinition> target(PublishedQueue source, MovedRecord moved) {
        String arn = targetArn(source, moved);
        return directory
                .findOrAsk(arn)
                .thenApply(found -> found.map(PublishedQueue::queue)
                        .filter(target -> target.isFifo() == partition.isFifo())
                        .orElseThrow(() -> new CompletionException(
                                new StuckException("AWS.SimpleQueueService.NonExistentQueue"))));
    }

    private static String targetArn(PublishedQueue source, MovedRecord moved) {
        if (moved.moving().kind() == MoveKind.DEAD_LETTER) {
            Optional<RedrivePolicy> policy = source.queue().attributes().redrivePolicy();
            return policy.map(found -> found.target().toString())
                    .orElseThrow(() -> new CompletionException(new StuckException("NoRedrivePolicy")));
        }
        MoveTask task = source.move();
        if (task == null) {
            throw new CompletionException(new StuckException("NoMoveTask"));
        }
        String destination = task.destinationArn();
        return destination != null
                ? destination
                : moved.message().sourceArn().orElseThrow(() -> new CompletionException(new StuckException(NO_SOURCE)));
    }

    private static long[] offsets(List<Moving> batch) {
        return batch.stream().mapToLong(Moving::offset).toArray();
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Trying again would not help. */
    static final class StuckException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StuckException(@Nullable String reason) {
            super(reason, null, false, false);
        }
    }
}
