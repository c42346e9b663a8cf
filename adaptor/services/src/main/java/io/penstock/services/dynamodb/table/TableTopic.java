package io.penstock.services.dynamodb.table;

import io.penstock.kernel.name.Arn;
import io.penstock.kernel.port.Topics.Spec;
import java.time.Duration;
import java.util.Map;

/** The Kafka topic of a table: compacted, keyed by primary key. */
public final class TableTopic {

    private static final long SEGMENT_BYTES = 64L << 20;

    /** An item of 400 KB is up to some 2.5 times that as JSON (binary in base64, characters escaped); with its key and room to spare. */
    private static final int RECORD_BYTES = 3 << 20;

    /** Until a late record of a deposed owner is noticed and overwritten, what it stands for is kept. */
    private static final Duration LAG = Duration.ofHours(1);

    /** How long the removal of an item can be read: stores that lag more begin anew. */
    private static final Duration REMOVALS = Duration.ofDays(1);

    private TableTopic() {}

    /**
     * The topic's name: {@code dynamodb.<region>.<account>.<table>}. Of two tables whose names differ in {@code .} and {@code _} only, Kafka allows one topic; the
     * second table cannot be created.
     */
    public static String name(Arn table) {
        return "dynamodb." + table.region() + "." + table.account() + "."
                + table.resource().substring(table.resource().indexOf('/') + 1);
    }

    static Spec spec(TableDefinition table) {
        return new Spec(
                table.placement().topic(),
                table.placement().partitions(),
                Map.of(
                        "cleanup.policy", "compact",
                        "message.timestamp.type", "LogAppendTime",
                        "min.compaction.lag.ms", Long.toString(LAG.toMillis()),
                        "delete.retention.ms", Long.toString(REMOVALS.toMillis()),
                        "segment.bytes", Long.toString(SEGMENT_BYTES),
                        "max.message.bytes", Integer.toString(RECORD_BYTES)));
    }
}
