package io.penstock.services.deliveries.lane;

import io.penstock.services.deliveries.lane.LaneCommand.Failure;
import java.util.List;
import java.util.SortedMap;

/** What happens in a partition. Times are milliseconds of the epoch. */
public sealed interface LaneEvent {

    record Opened() implements LaneEvent {}

    /**
     * Deliveries begin.
     *
     * @param to the log is read up to here
     * @param lanes offsets by lane
     * @param overflow where lanes begin that have no room: from there on their records stay in the log until they have
     */
    record Admitted(long to, SortedMap<String, List<Long>> lanes, SortedMap<String, Long> overflow)
            implements LaneEvent {}

    /** @param from where the rest of the lane begins, or -1 when there is none */
    record Refilled(String lane, List<Long> offsets, long from) implements LaneEvent {}

    /** Arrived, or given up. */
    record Finished(String lane, long offset) implements LaneEvent {}

    /** Another attempt follows at a time. */
    record Postponed(String lane, long offset, long until) implements LaneEvent {}

    /** Other attempts begin. */
    record Resumed(SortedMap<String, List<Long>> lanes) implements LaneEvent {}

    /** No attempt follows; it goes to the dead-letter queue. */
    record Ended(String lane, long offset, Failure failure, long at) implements LaneEvent {}

    /** The log may forget what is before. */
    record Passed(long before) implements LaneEvent {}
}
