package io.penstock.services.sqs.definition;

import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.sqs.queue.QueuePartition;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/** Commands to all partitions of a queue. */
public final class PartitionCommands {

    /** How long a scan may take to reach the log's end before an answer is given without it. */
    public static final Duration CATCH_UP = Duration.ofMillis(500);

    /** Messages that a window takes in without being received from. A scan does not run through a deeper backlog at once. */
    public static final int DEEP = 1_000;

    private final Machines machines;
    private final MachineType<Command, Reply> type;
    private final RecordLog log;

    public PartitionCommands(Machines machines, MachineType<Command, Reply> type, RecordLog log) {
        this.machines = machines;
        this.type = type;
        this.log = log;
    }

    /** Sends a command to one partition. */
    public CompletableFuture<Reply> submit(QueueDefinition queue, int partition, Command command) {
        return machines.submit(type, new QueuePartition(queue.arn(), queue.id(), partition).id(), command);
    }

    /** The log's ends, by partition. */
    public CompletableFuture<List<Long>> ends(QueueDefinition queue) {
        return all(queue, partition -> end(queue, partition));
    }

    /** The log's end of a partition. */
    public CompletableFuture<Long> end(QueueDefinition queue, int partition) {
        return log.end(new TopicPartition(queue.placement().topic(), partition));
    }

    /**
     * Counters of all partitions. What is not scanned counts as visible, and of what was appended a moment ago that may be wrong: it may be delayed, or a duplicate. So the
     * scan is given until then.
     */
    public CompletableFuture<List<Reply.Measured>> measure(QueueDefinition queue, Instant until) {
        return all(
                queue,
                partition -> end(queue, partition)
                        .thenCompose(end -> measure(queue, partition, end)
                                .thenCompose(first -> first.visible() == 0 || first.visible() > DEEP
                                        ? CompletableFuture.completedFuture(first)
                                        : scanned(queue, partition, end, until)
                                                .thenCompose(passed -> measure(queue, partition, end)))));
    }

    /** Counters of one partition as its window knows them now. */
    public CompletableFuture<Reply.Measured> measure(QueueDefinition queue, int partition, long end) {
        return submit(queue, partition, new Command.Measure(end)).thenApply(Reply.Measured.class::cast);
    }

    /** Waits until the scan has passed what the log held, or that long. */
    public CompletableFuture<Reply> scanned(QueueDefinition queue, int partition, long end, Instant until) {
        return submit(queue, partition, new Command.Confirm(new long[] {end - 1}, until));
    }

    /** Forgets all messages that are in the queue now. */
    CompletableFuture<List<Reply>> purge(QueueDefinition queue) {
        return all(
                queue,
                partition ->
                        end(queue, partition).thenCompose(end -> submit(queue, partition, new Command.Purge(end))));
    }

    /** Makes the windows of a deleted queue vacant. */
    CompletableFuture<List<Reply>> discard(QueueDefinition queue) {
        return all(queue, partition -> submit(queue, partition, new Command.Discard()));
    }

    private static <T> CompletableFuture<List<T>> all(QueueDefinition queue, IntFunction<CompletableFuture<T>> call) {
        List<CompletableFuture<T>> calls = new ArrayList<>();
        for (int partition = 0; partition < queue.placement().partitions(); partition++) {
            calls.add(call.apply(partition));
        }
        return CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new))
                .thenApply(
                        nothing -> calls.stream().map(CompletableFuture::join).toList());
    }
}
