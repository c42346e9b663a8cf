package io.penstock.services.sqs.op;

import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.RecordLog;
import io.penstock.services.sqs.definition.PartitionCommands;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.definition.QueueDirectory;
import io.penstock.services.sqs.queue.QueueProtocol.Reply.Measured;
import io.penstock.services.sqs.rules.SqsSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** What operations work with. */
public record Environment(
        SqsSettings settings, QueueDirectory directory, PartitionCommands partitions, Ports ports, Chance chance) {

    /** The FIFO quotas, shared by all operations. */
    Quotas quotas() {
        return ports.quotas();
    }

    /** Counters of a queue's partitions. */
    CompletableFuture<List<Measured>> measure(QueueDefinition queue) {
        return partitions.measure(queue, chance.clock().instant().plus(PartitionCommands.CATCH_UP));
    }

    /** Kernel ports that operations use themselves, and what they share. */
    public record Ports(Machines machines, RecordLog log, Quotas quotas) {}

    /**
     * Time and chance.
     *
     * @param random safe for use by many threads
     */
    public record Chance(InstantSource clock, RandomGenerator random) {}
}
