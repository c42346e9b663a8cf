package io.penstock.services.sns.message;

import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.Topics;
import io.penstock.services.common.TransitTopic;
import java.util.random.RandomGenerator;

/** The Kafka topic that holds what is published to all topics, on its way to the fan-out. */
public final class Publications {

    /** Its name, behind the operator's prefix. */
    public static final String TOPIC = "sns.publications";

    /** A message of 256 KiB, and room for what AWS does not count. */
    private static final int MAXIMUM_RECORD_BYTES = 512 << 10;

    private Publications() {}

    /** @param random safe for use by many threads */
    public static TransitTopic of(Topics topics, RecordLog log, RandomGenerator random) {
        return new TransitTopic(topics, log, random, TOPIC, MAXIMUM_RECORD_BYTES);
    }
}
