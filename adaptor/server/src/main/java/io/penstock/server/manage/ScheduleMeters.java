package io.penstock.server.manage;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.penstock.services.scheduler.invocation.InvocationMeters;
import io.penstock.services.scheduler.invocation.InvocationMeters.Meter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What became of the occurrences of schedules. */
public final class ScheduleMeters {

    private static final String PREFIX = "penstock.scheduler.";

    private ScheduleMeters() {}

    /** Adds them. */
    public static void add(Metrics metrics, InvocationMeters meters) {
        for (Meter meter : Meter.values()) {
            FunctionCounter.builder(
                            PREFIX + meter.name().toLowerCase(Locale.ROOT).replace('_', '.'),
                            meters,
                            of -> of.of(meter))
                    .description(description(meter))
                    .register(metrics.registry());
        }
        FunctionTimer.builder(
                        PREFIX + "lag",
                        meters,
                        InvocationMeters::lags,
                        InvocationMeters::lagMillis,
                        TimeUnit.MILLISECONDS)
                .description("From when an occurrence was due to its first attempt")
                .register(metrics.registry());
        for (Duration than : InvocationMeters.LATE) {
            FunctionCounter.builder(PREFIX + "late", meters, of -> of.later(than))
                    .description("First attempts that began later than so many seconds after their occurrence was due")
                    .tag("seconds", Double.toString(than.toMillis() / 1_000.0))
                    .register(metrics.registry());
        }
    }

    private static String description(Meter meter) {
        return switch (meter) {
            case OCCURRENCES -> "Occurrences of schedules that fell due";
            case ATTEMPTS -> "Attempts to invoke targets of schedules";
            case DELIVERED -> "Attempts that the target has taken";
            case TARGET_ERRORS -> "Attempts that failed";
            case DEAD_LETTERS -> "Occurrences that a dead-letter queue has taken";
            case DEAD_LETTER_ERRORS -> "Attempts to give an occurrence to a dead-letter queue that failed";
            case DROPPED -> "Occurrences that were given up without a dead-letter queue";
        };
    }
}
