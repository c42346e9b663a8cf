package io.penstock.services.sqs.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message move task, kept with the queue it drains.
 *
 * @param id part of the handle that callers get
 * @param destinationArn null sends each message back to the queue it came from
 * @param perSecond the fixed rate, 0 for as fast as it goes
 * @param ends for each partition of the queue the log's end when the task started: later messages are not its business
 */
public record MoveTask(
        String id,
        @Nullable String destinationArn,
        int perSecond,
        List<Long> ends,
        long startedMillis,
        Progress progress) {

    /** Values of {@code Status} (API reference, ListMessageMoveTasks). */
    public enum Status {
        RUNNING,
        COMPLETED,
        CANCELLING,
        CANCELLED,
        FAILED;

        /** Whether the task still moves messages or is about to stop doing so. */
        public boolean isActive() {
            return this == RUNNING || this == CANCELLING;
        }
    }

    /**
     * How far a task is.
     *
     * @param toMove messages in the queue when the task started
     * @param failureReason for {@link Status#FAILED}
     */
    public record Progress(
            long toMove,
            long moved,
            Status status,
            @Nullable String failureReason) {}

    public MoveTask {
        ends = List.copyOf(ends);
    }

    MoveTask moved(long more) {
        return with(new Progress(progress.toMove(), progress.moved() + more, progress.status(), null));
    }

    MoveTask ended(Status status, @Nullable String reason) {
        return with(new Progress(progress.toMove(), progress.moved(), status, reason));
    }

    private MoveTask with(Progress changed) {
        return new MoveTask(id, destinationArn, perSecond, ends, startedMillis, changed);
    }
}
