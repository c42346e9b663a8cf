package io.penstock.services.deliveries.lane;

import io.penstock.services.deliveries.lane.LaneCommand.Failure;
import org.jspecify.annotations.Nullable;

/**
 * How far one delivery is.
 *
 * @param attempt counts from 1 and goes on with the dead letter
 * @param due when the next attempt begins, or 0 while one is under way
 * @param end why its endpoint is not attempted any more, or null as long as it is
 */
public record Progress(int attempt, long due, @Nullable End end) {

    static final Progress FIRST = new Progress(1, 0, null);

    /** How the attempts ended, and at which of them. */
    public record End(Failure failure, int attempts, long at) {}

    Progress postponed(long until) {
        return new Progress(attempt, until, end);
    }

    Progress resumed() {
        return new Progress(attempt + 1, 0, end);
    }

    Progress ended(Failure failure, long at) {
        return new Progress(attempt + 1, 0, new End(failure, attempt, at));
    }
}
