package io.penstock.services.sqs.queue;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** A set of offsets, kept as ranges: neighbours cost nothing, a range about 60 bytes. */
final class OffsetRanges {

    /** Takes a range, both ends inclusive. */
    interface RangeConsumer {
        void accept(long first, long last);
    }

    private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

    boolean isEmpty() {
        return lastByFirst.isEmpty();
    }

    int ranges() {
        return lastByFirst.size();
    }

    boolean contains(long offset) {
        Map.Entry<Long, Long> range = lastByFirst.floorEntry(offset);
        return range != null && range.getValue() >= offset;
    }

    void add(long offset) {
        add(offset, offset);
    }

    void add(long first, long last) {
        long from = first;
        long to = last;
        Map.Entry<Long, Long> before = lastByFirst.floorEntry(first);
        if (before != null && before.getValue() >= first - 1) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        Map.Entry<Long, Long> after = lastByFirst.higherEntry(from);
        while (after != null && after.getKey() <= to + 1) {
            to = Math.max(to, after.getValue());
            lastByFirst.remove(after.getKey());
            after = lastByFirst.higherEntry(from);
        }
        lastByFirst.put(from, to);
    }

    /** Whether the offset was there. */
    boolean remove(long offset) {
        Map.Entry<Long, Long> range = lastByFirst.floorEntry(offset);
        if (range == null || range.getValue() < offset) {
            return false;
        }
        long first = range.getKey();
        long last = range.getValue();
        if (first == offset) {
            lastByFirst.remove(first);
        } else {
            lastByFirst.put(first, offset - 1);
        }
        if (last > offset) {
            lastByFirst.put(offset + 1, last);
        }
        return true;
    }

    /** Removes every offset in {@code [from, to)} and tells each, ascending. */
    void removeBetween(long from, long to, LongConsumer removed) {
        long at = from;
        while (at < to) {
            Map.Entry<Long, Long> range = lastByFirst.floorEntry(at);
            if (range == null || range.getValue() < at) {
                range = lastByFirst.ceilingEntry(at);
            }
            if (range == null || range.getKey() >= to) {
                return;
            }
            long first = Math.max(range.getKey(), at);
            long last = Math.min(range.getValue(), to - 1);
            cut(range.getKey(), range.getValue(), first, last);
            for (long offset = first; offset <= last; offset++) {
                removed.accept(offset);
            }
            at = last + 1;
        }
    }

    /** Removes every offset below the limit; cheap however many there are. */
    void removeBelow(long limit) {
        while (!lastByFirst.isEmpty() && lastByFirst.firstKey() < limit) {
            Map.Entry<Long, Long> range = lastByFirst.pollFirstEntry();
            if (range.getValue() >= limit) {
                lastByFirst.put(limit, range.getValue());
            }
        }
    }

    /** How many of the offsets are at or above {@code from} and below {@code to}. */
    long countBetween(long from, long to) {
        long count = 0;
        for (Map.Entry<Long, Long> range : lastByFirst.headMap(to).entrySet()) {
            count += Math.max(0, Math.min(range.getValue(), to - 1) - Math.max(range.getKey(), from) + 1);
        }
        return count;
    }

    void forEach(RangeConsumer consumer) {
        lastByFirst.forEach(consumer::accept);
    }

    void clear() {
        lastByFirst.clear();
    }

    private void cut(long rangeFirst, long rangeLast, long first, long last) {
        lastByFirst.remove(rangeFirst);
        if (rangeFirst < first) {
            lastByFirst.put(rangeFirst, first - 1);
        }
        if (rangeLast > last) {
            lastByFirst.put(last + 1, rangeLast);
        }
    }
}
