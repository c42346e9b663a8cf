package io.penstock.services.events.entry;

import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.Topics;
import io.penstock.services.common.TransitTopic;
import java.util.random.RandomGenerator;

/** The Kafka topic that holds what is put to all buses, on its way to the routing. */
public final class Entries {

    /** Its name, behind the operator's prefix. */
    public static final String TOPIC = "events.entries";

    /** An entry of 1 MiB, and room for what AWS does not count: JSON may write a character in six. */
    private static final int MAXIMUM_RECORD_BYTES = 7 << 20;

    private Entries() {}

    /** @param random safe for use by many threads */
    public static TransitTopic of(Topics topics, RecordLog log, RandomGenerator random) {
        return new TransitTopic(topics, log, random, TOPIC, MAXIMUM_RECORD_BYTES);
    }
}
