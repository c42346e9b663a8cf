package io.penstock.streams.sns;

import io.penstock.streams.queue.QueueTarget;
import io.penstock.streams.queue.QueueTargets;
import io.penstock.streams.runtime.Definitions;
import java.time.Duration;
import java.util.Optional;

/** Queues that may have been made right before a message was published, with their definitions still on their way. */
record SettlingQueues(Definitions definitions, QueueTargets queues) {

    /** How old a message must be before a queue that is not known does not exist. Messages that wait grow old together, so this is the most that any waits. */
    private static final Duration SETTLING = Duration.ofMillis(250);

    /** A queue, if it exists. */
    Optional<QueueTarget> find(String arn, long publishedMillis, long nowMillis) throws InterruptedException {
        Optional<QueueTarget> known = queues.find(arn);
        long left = publishedMillis + SETTLING.toMillis() - nowMillis;
        if (known.isPresent() || left <= 0) {
            return known;
        }
        Duration settling = Duration.ofMillis(Math.min(left, SETTLING.toMillis()));
        long next = definitions
                .find(QueueTargets.KIND, arn)
                .map(gone -> gone.version() + 1)
                .orElse(0L);
        definitions.await(QueueTargets.KIND, arn, next, settling);
        return queues.find(arn);
    }
}
