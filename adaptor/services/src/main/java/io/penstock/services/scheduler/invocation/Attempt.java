package io.penstock.services.scheduler.invocation;

import io.penstock.services.scheduler.schedule.ScheduleDefinition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One attempt to invoke the target of an occurrence.
 *
 * @param schedule as it was when the occurrence was decided
 * @param execution the same for all attempts of the occurrence
 * @param scheduledMillis what the expression says, milliseconds of the epoch
 * @param number from 1
 */
public record Attempt(ScheduleDefinition schedule, String execution, long scheduledMillis, int number) {

    /** As AWS writes it, for example {@code 2022-03-22T18:59:43Z}. */
    public String scheduledTime() {
        return Instant.ofEpochMilli(scheduledMillis)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    /**
     * A text with AWS's context attributes filled in.
     *
     * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html">Context attributes</a>
     */
    public String filled(String text) {
        return text.replace("<aws.scheduler.schedule-arn>", schedule.place().arn())
                .replace("<aws.scheduler.scheduled-time>", scheduledTime())
                .replace("<aws.scheduler.execution-id>", execution)
                .replace("<aws.scheduler.attempt-number>", Integer.toString(number));
    }
}
