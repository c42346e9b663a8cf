package io.penstock.log.client;

import io.penstock.kernel.fault.CommonFaults;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** What an error of Kafka's means to the caller. */
public final class Failures {

    private Failures() {}

    /**
     * A full buffer is {@link CommonFaults#THROTTLED}: nothing happened. A record that is too large is a defect of whoever made it, since
     * limits are checked before. Everything else is {@link CommonFaults#UNAVAILABLE}: it may have happened.
     */
    public static RuntimeException ofAppend(Throwable error) {
        return switch (Futures.cause(error)) {
            case BufferExhaustedException full -> CommonFaults.THROTTLED.with();
            case RecordTooLargeException large ->
                new IllegalStateException("a record is larger than its topic allows: " + large.getMessage(), large);
            case Throwable other -> CommonFaults.UNAVAILABLE.with();
        };
    }
}
