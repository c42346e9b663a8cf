package io.penstock.services.sqs.definition;

import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.sqs.queue.QueuePartition;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/** Commands to all partitions of a queue. */
public final class PartitionCommands {

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
        return log.range(new TopicPartition(queue.placement().topic(), partition))
                .thenApply(RecordLog.Range::end);
    }

    /** Counters of all partitions. */
    public CompletableFuture<List<Reply.Measured>> measure(QueueDefinition queue) {
        return all(
                queue,
                partition -> end(queue, partition)
                        .thenCompose(end -> submit(queue, partition, new Command.Measure(end)))
                        .thenApply(Reply.Measured.class::cast));
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
