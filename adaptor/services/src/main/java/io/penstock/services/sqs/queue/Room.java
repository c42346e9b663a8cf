package io.penstock.services.sqs.queue;

/** How much more of the log a window can take. */
public enum Room {
    NONE,
    /** Not enough to begin to follow the log again, and no reason to stop. */
    LITTLE,
    PLENTY
}
