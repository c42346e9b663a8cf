package io.penstock.services.sqs.op;

import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.RecordLog;
import io.penstock.services.sqs.definition.PartitionCommands;
import io.penstock.services.sqs.definition.QueueDirectory;
import io.penstock.services.sqs.rules.SqsSettings;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** What operations work with. */
public record Environment(
        SqsSettings settings, QueueDirectory directory, PartitionCommands partitions, Ports ports, Chance chance) {

    /** The FIFO quotas, shared by all operations. */
    Quotas quotas() {
        return ports.quotas();
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
