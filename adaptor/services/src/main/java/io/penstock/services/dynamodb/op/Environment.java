package io.penstock.services.dynamodb.op;

import io.penstock.kernel.port.Machines;
import io.penstock.services.dynamodb.table.TableDirectory;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What operations work with.
 *
 * @param partitions of a new table
 */
public record Environment(Machines machines, TableDirectory directory, int partitions, Chance chance) {

    /**
     * Time and chance.
     *
     * @param random safe for use by many threads
     */
    public record Chance(InstantSource clock, RandomGenerator random) {}
}
