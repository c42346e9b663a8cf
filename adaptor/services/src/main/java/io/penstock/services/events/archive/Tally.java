package io.penstock.services.events.archive;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a partition of an archive holds, counted in stretches, so that it is known too when the beginning of the log is forgotten: exactly, but for the stretch that the beginning is
 * in, of which a part is taken in proportion. Each stretch knows the times of its events, so that a replay can pass over it. There are at most {@link #MOST} stretches; older ones become longer.
 *
 * @param to up to where it is counted, exclusive
 */
public record Tally(long to, List<Stretch> stretches) {

    static final int MOST = 64;
    private static final long FULL = 1_000;

    static final Tally NONE = new Tally(0, List.of());

    /**
     * Some offsets, and the events and bytes in them.
     *
     * @param times of the events; null where it was counted before times were noted
     */
    public record Stretch(
            long from,
            long to,
            long events,
            long bytes,
            @Nullable Times times) {

        private Stretch and(Stretch next) {
            return new Stretch(
                    from,
                    next.to,
                    events + next.events,
                    bytes + next.bytes,
                    times == null || next.times == null ? null : times.and(next.times));
        }

        private boolean mayHold(long fromTime, long toTime) {
            return times == null || (times.latest() >= fromTime && times.earliest() < toTime);
        }
    }

    /**
     * Between which times events are. Epoch milliseconds.
     *
     * @param earliest inclusive
     * @param latest inclusive
     */
    public record Times(long earliest, long latest) {

        Times and(Times more) {
            return new Times(Math.min(earliest, more.earliest), Math.max(latest, more.latest));
        }
    }

    /** How much there is. */
    public record Total(long events, long bytes) {}

    Tally plus(long upTo, Total more, @Nullable Times times) {
        List<Stretch> all = new ArrayList<>(stretches);
        Stretch added = new Stretch(to, upTo, more.events(), more.bytes(), times);
        if (!all.isEmpty() && all.getLast().events() < FULL) {
            all.add(all.removeLast().and(added));
        } else {
            all.add(added);
        }
        return new Tally(upTo, all.size() > MOST ? paired(all) : List.copyOf(all));
    }

    private static List<Stretch> paired(List<Stretch> all) {
        List<Stretch> pairs = new ArrayList<>();
        for (int i = 0; i < all.size(); i += 2) {
            pairs.add(i + 1 < all.size() ? all.get(i).and(all.get(i + 1)) : all.get(i));
        }
        return List.copyOf(pairs);
    }

    /**
     * The next offset at which there may be an event of some times: every offset from one that is given and before the one that is told holds none. What is not counted yet may hold any.
     *
     * @param from the first offset that is asked about
     * @param fromTime inclusive
     * @param toTime exclusive
     */
    long next(long from, long fromTime, long toTime) {
        for (Stretch each : stretches) {
            if (each.to() > from && each.mayHold(fromTime, toTime)) {
                return Math.max(from, each.from());
            }
        }
        return Math.max(from, to);
    }

    /** What is there when the log begins at an offset. */
    public Total total(long start) {
        long events = 0;
        long bytes = 0;
        for (Stretch each : stretches) {
            if (each.from() >= start) {
                events += each.events();
                bytes += each.bytes();
            } else if (each.to() > start) {
                double part = (double) (each.to() - start) / (each.to() - each.from());
                events += Math.round(each.events() * part);
                bytes += Math.round(each.bytes() * part);
            }
        }
        return new Total(events, bytes);
    }
}
