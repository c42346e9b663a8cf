package io.penstock.server.edge;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The bytes of answers that clients have not read yet, all together. When one more does not fit, the clients that have been reading longest are cut off until it
 * does: an answer is written in milliseconds unless its reader is slow. Nobody is refused for the slowness of others. Thread-safe.
 */
final class AnswerBudget {

    /** Not counted, so that most answers cost nothing here: this much fits into the buffers of a socket. */
    static final int SMALL_BYTES = 8 << 10;

    private final long limit;
    private final Set<Answer> oldestFirst = new LinkedHashSet<>();
    private long held;
    private long cut;

    AnswerBudget(long limit) {
        this.limit = limit;
    }

    /** One answer while it is written. */
    final class Answer implements AutoCloseable {

        private final long bytes;
        private final Runnable cutOff;

        private Answer(long bytes, Runnable cutOff) {
            this.bytes = bytes;
            this.cutOff = cutOff;
        }

        @Override
        public void close() {
            remove(this);
        }
    }

    /**
     * Takes room for an answer, from older ones if there is none. One that is larger than all the room gets it alone.
     *
     * @param cutOff ends the connection of this answer's client; called at most once, by another one's thread
     */
    Answer hold(long bytes, Runnable cutOff) {
        Answer answer = new Answer(bytes, cutOff);
        makeRoom(answer).forEach(slow -> slow.cutOff.run());
        return answer;
    }

    private synchronized List<Answer> makeRoom(Answer next) {
        List<Answer> slow = new ArrayList<>(0);
        Iterator<Answer> oldest = oldestFirst.iterator();
        while (held + next.bytes > limit && oldest.hasNext()) {
            Answer answer = oldest.next();
            oldest.remove();
            held -= answer.bytes;
            slow.add(answer);
        }
        cut += slow.size();
        oldestFirst.add(next);
        held += next.bytes;
        return slow;
    }

    private synchronized void remove(Answer answer) {
        if (oldestFirst.remove(answer)) {
            held -= answer.bytes;
        }
    }

    synchronized long held() {
        return held;
    }

    /** Clients cut off since the start. */
    synchronized long cut() {
        return cut;
    }
}
