package io.penstock.services.deliveries.lane;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What a partition of the log is told. */
public sealed interface LaneCommand {

    /** It is worked off from now on, from its start. */
    record Open() implements LaneCommand {}

    /**
     * Records were read, up to {@code to} exclusive.
     *
     * @param lanes offsets by lane, in order
     */
    record Admit(long to, SortedMap<String, List<Long>> lanes) implements LaneCommand {}

    /** A lane's records that had found no room were read again, up to {@code to} exclusive. */
    record Refill(String lane, long to, List<Long> offsets) implements LaneCommand {}

    /** It has arrived, or there is nothing more to be done for it. */
    record Done(String lane, long offset, int attempt) implements LaneCommand {}

    /**
     * An attempt has failed.
     *
     * @param retryMillis the delay before the next one, or -1 when there is none
     * @param deadLetter whether there is a queue for what is given up
     */
    record Failed(String lane, long offset, int attempt, Failure failure, long retryMillis, boolean deadLetter)
            implements LaneCommand {}

    /** Time has come for something. */
    record Wake() implements LaneCommand {}

    /**
     * Why an attempt failed, in the words of the dead letter.
     *
     * @param condition AWS's name of the limit that ended the retries, or null when none did
     */
    record Failure(String code, String message, @Nullable String condition) {

        /** One that no limit has to do with. */
        public Failure(String code, String message) {
            this(code, message, null);
        }

        /** The same, after which the retries were over for a limit. */
        public Failure because(@Nullable String limit) {
            return new Failure(code, message, limit);
        }
    }
}
