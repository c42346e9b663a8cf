package io.penstock.services.sqs.queue;

import java.util.Arrays;

/**
 * Visible messages of a standard queue that nobody received yet and that have no group, as runs of neighbouring
 * offsets sent within one second: 32 bytes a run,
 * whatever its length. The age of a message is known to that second, and errs on the young side.
 */
final class ReadyRuns {

    /** Answer of {@link #remove} when the offset is not there. */
    static final long ABSENT = Long.MIN_VALUE;

    private static final int SMALLEST = 16;
    private static final long SECOND = 1_000;

    private long[] first = new long[SMALLEST];
    private long[] last = new long[SMALLEST];
    private long[] oldest = new long[SMALLEST];
    private long[] youngest = new long[SMALLEST];
    private int head;
    private int end;
    private long count;

    /** How many messages. */
    long count() {
        return count;
    }

    /** How many runs; they are numbered from 0 in ascending order. */
    int runs() {
        return end - head;
    }

    long first(int run) {
        return first[head + run];
    }

    long last(int run) {
        return last[head + run];
    }

    /** When the youngest message of the run was sent. */
    long sentAt(int run) {
        return youngest[head + run];
    }

    /** When the oldest message of the run was sent. */
    long oldestSentAt(int run) {
        return oldest[head + run];
    }

    /** Whether the offset lies behind all runs, so that {@link #append} takes it. */
    boolean isBehindAll(long offset) {
        return head == end || offset > last[end - 1];
    }

    void append(long offset, long sentAt) {
        append(offset, offset, sentAt, sentAt);
    }

    void append(long from, long to, long oldestSent, long youngestSent) {
        if (!isBehindAll(from)) {
            throw new IllegalStateException("run " + from + " is not behind " + last[end - 1]);
        }
        count += to - from + 1;
        int tail = end - 1;
        if (head < end && last[tail] + 1 == from && isWithinASecond(tail, oldestSent, youngestSent)) {
            last[tail] = to;
            oldest[tail] = Math.min(oldest[tail], oldestSent);
            youngest[tail] = Math.max(youngest[tail], youngestSent);
            return;
        }
        open(end);
        set(end - 1, from, to, oldestSent, youngestSent);
    }

    /** Removes an offset and tells when it was sent, or {@link #ABSENT}. */
    long remove(long offset) {
        int run = runOf(offset);
        if (run < 0) {
            return ABSENT;
        }
        long sentAt = youngest[run];
        cut(run, offset, offset);
        return sentAt;
    }

    /** Removes all offsets between, both ends inclusive. */
    void removeBetween(long from, long to) {
        int run = head;
        while (run < end) {
            if (first[run] > to) {
                return;
            }
            if (last[run] < from) {
                run++;
                continue;
            }
            int before = end - head;
            int place = run - head;
            cut(run, Math.max(first[run], from), Math.min(last[run], to));
            run = head + place + (end - head >= before ? 1 : 0);
        }
    }

    private boolean isWithinASecond(int run, long oldestSent, long youngestSent) {
        return Math.max(youngest[run], youngestSent) - Math.min(oldest[run], oldestSent) < SECOND;
    }

    private int runOf(long offset) {
        if (head < end && first[head] <= offset && offset <= last[head]) {
            return head;
        }
        int found = Arrays.binarySearch(first, head, end, offset);
        int run = found >= 0 ? found : -found - 2;
        return run >= head && offset <= last[run] ? run : -1;
    }

    /** Takes offsets that lie in one run out of it. The run shrinks, splits or goes. */
    private void cut(int run, long from, long to) {
        count -= to - from + 1;
        if (first[run] == from && last[run] == to) {
            close(run);
        } else if (first[run] == from) {
            first[run] = to + 1;
        } else if (last[run] == to) {
            last[run] = from - 1;
        } else {
            int place = run - head;
            open(run + 1);
            int left = head + place;
            set(left + 1, to + 1, last[left], oldest[left], youngest[left]);
            last[left] = from - 1;
        }
    }

    private void set(int run, long from, long to, long oldestSent, long youngestSent) {
        first[run] = from;
        last[run] = to;
        oldest[run] = oldestSent;
        youngest[run] = youngestSent;
    }

    /** Makes room for a run at a place. May move all runs to the front of the columns. */
    private void open(int place) {
        int relative = place - head;
        if (end == first.length) {
            int runs = end - head;
            moveAll(head, 0, 2 * runs > first.length ? runs + (runs >> 1) : first.length);
            head = 0;
            end = runs;
        }
        int at = head + relative;
        shift(at, at + 1, end - at);
        end++;
    }

    private void close(int run) {
        if (run == head) {
            head++;
        } else {
            shift(run + 1, run, end - run - 1);
            end--;
        }
        if (head == end) {
            head = 0;
            end = 0;
        }
    }

    private void shift(int from, int to, int length) {
        System.arraycopy(first, from, first, to, length);
        System.arraycopy(last, from, last, to, length);
        System.arraycopy(oldest, from, oldest, to, length);
        System.arraycopy(youngest, from, youngest, to, length);
    }

    private void moveAll(int from, int to, int capacity) {
        first = moved(first, from, to, capacity);
        last = moved(last, from, to, capacity);
        oldest = moved(oldest, from, to, capacity);
        youngest = moved(youngest, from, to, capacity);
    }

    private long[] moved(long[] column, int from, int to, int capacity) {
        long[] target = new long[Math.max(SMALLEST, capacity)];
        System.arraycopy(column, from, target, to, end - from);
        return target;
    }
}
