package io.penstock.services.deliveries.work;

import io.penstock.services.deliveries.lane.LaneCommand.Failure;
import java.time.Duration;

/** How an attempt ended. */
public sealed interface Outcome {

    /** It has arrived. */
    record Arrived() implements Outcome {}

    /**
     * It has not, as far as is known.
     *
     * @param retryable whether another attempt may fare better
     * @param after how long the endpoint wants to be left alone, at least
     */
    record Refused(Failure failure, boolean retryable, Duration after) implements Outcome {

        /** One with a code and a message. */
        public static Refused of(String code, String message, boolean retryable) {
            return new Refused(new Failure(code, message), retryable, Duration.ZERO);
        }
    }
}
