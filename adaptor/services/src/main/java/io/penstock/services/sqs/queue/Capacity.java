package io.penstock.services.sqs.queue;

/**
 * How much a window takes in before it leaves the rest in the log.
 *
 * @param lookAhead rows of a FIFO window; a receive can look through no more
 * @param reachLow messages in FIFO groups that have a turn: below it a refill begins
 * @param reachEnough and at it taking in ends
 * @param readyEnough visible messages of a standard window at which the scan pauses
 * @param heldEnough rows and delayed messages of a standard window at which the scan pauses, so that a flood of
 *     delayed messages cannot fill the memory
 */
record Capacity(int lookAhead, int reachLow, int reachEnough, int readyEnough, int heldEnough) {

    /**
     * The look-ahead is AWS's (developer guide, FIFO queue quotas: a receive looks through the first 120,000
     * messages); the others are bounds of ours.
     */
    static final Capacity DEFAULT = new Capacity(120_000, 5_000, 20_000, 10_000, 500_000);

    /** What room a standard window has: plenty below half of the visible messages, or well below the held ones, at which the scan pauses. */
    Room room(Window window) {
        int held = window.messages.size() + window.delayed.size();
        if (window.visible() >= readyEnough || held >= heldEnough) {
            return Room.NONE;
        }
        boolean plenty = window.visible() < readyEnough / 2 && held < heldEnough / 10 * 9;
        return plenty ? Room.PLENTY : Room.LITTLE;
    }
}
