package io.penstock.services.kinesis.control;

import io.penstock.services.kinesis.rules.KinesisFaults;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Calls that a stream takes so often in 24 hours. */
final class Quotas {

    private static final Duration DAY = Duration.ofDays(1);

    /** More than any quota. */
    private static final int REMEMBERED = 10;

    private Quotas() {}

    static void refuseTooMany(List<Long> earlier, int most, Instant now, String operation) {
        long since = now.minus(DAY).toEpochMilli();
        if (earlier.stream().filter(at -> at > since).count() >= most) {
            throw KinesisFaults.limit(operation + " was called " + most
                    + " times for this stream within 24 hours, which is the most. Try again later.");
        }
    }

    static List<Long> with(List<Long> earlier, long atMillis) {
        List<Long> all = new ArrayList<>(earlier);
        all.add(atMillis);
        return List.copyOf(all.subList(Math.max(0, all.size() - REMEMBERED), all.size()));
    }
}
