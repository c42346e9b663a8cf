package io.penstock.services.sns.fifo;

/**
 * A replay of a subscription. While it has the subscription, what is published is not sent to it from the end of the log: the replay gets there itself.
 *
 * @param number counts the replays of the subscription
 * @param start where it starts, in milliseconds of the epoch
 * @param end where it ends, likewise; 0 ends when it has sent everything, and then the subscription goes on as any other
 * @param from the offset from which on the subscription gets nothing from the end of the log; -1 for none
 * @param to the offset from which on it does again; -1 while it does not
 * @param next the offset that the replay reads next
 */
public record Replay(
        String subscription, long number, long start, long end, Status status, long from, long to, long next) {

    /** In AWS's words. */
    public enum Status {
        PENDING("Pending"),
        RUNNING("In progress"),
        COMPLETED("Completed"),
        FAILED("Failed");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** Whether it still has something to do. */
    public boolean isActive() {
        return status == Status.PENDING || status == Status.RUNNING;
    }

    /** Whether a message is not sent to the subscription from the end of the log. */
    boolean holds(long offset) {
        return from >= 0 && offset >= from && (to < 0 || offset < to);
    }

    /** Another one instead. What the subscription does not get now, it does not get until that has begun. */
    Replay replaced(long newStart, long newEnd) {
        boolean held = from >= 0 && to < 0;
        return new Replay(subscription, number + 1, newStart, newEnd, Status.PENDING, held ? from : -1, -1, 0);
    }

    Replay begun(long at, long first) {
        return new Replay(subscription, number, start, end, Status.RUNNING, at, -1, first);
    }

    Replay reached(long offset) {
        return new Replay(subscription, number, start, end, status, from, to, offset);
    }

    /** @param at where the subscription goes on; -1 for nowhere */
    Replay ended(Status how, long at) {
        return new Replay(subscription, number, start, end, how, from, at, next);
    }
}
