package io.penstock.services.dynamodb.store;

import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Which transactions of one coordinator are over in a partition, so that a message that comes late, or twice, is known for one. Every message carries the
 * number below which the coordinator has no open transaction; what is below needs no remembering.
 */
final class EndedTransactions {

    private final NavigableSet<Long> numbers = new TreeSet<>();
    private long below;

    long below() {
        return below;
    }

    /** Those at or above {@link #below}, in order; to be read only. */
    NavigableSet<Long> numbers() {
        return numbers;
    }

    boolean isOver(long number) {
        return number < below || numbers.contains(number);
    }

    void advance(long newBelow) {
        if (newBelow > below) {
            below = newBelow;
            numbers.headSet(newBelow, false).clear();
        }
    }

    void end(long number) {
        if (number >= below) {
            numbers.add(number);
        }
    }
}
