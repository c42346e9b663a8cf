package io.penstock.log.record;

import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.RecordLog;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One feed. Two readers and its {@link Echo} may deliver to it for a while (see {@link Feeds}); each has no gaps from a position not beyond
 * {@code next} on, so dropping what is below {@code next} makes the order whole.
 */
final class Follower implements RecordLog.Feed, Echo.Fed {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    final TopicPartition partition;
    private final Feeds feeds;
    private final RecordLog.Receiver receiver;
    private final Object delivery = new Object();
    private volatile long next;
    private volatile boolean paused;
    private volatile boolean echoing;
    private volatile boolean closed;
    private volatile @Nullable Uuid topicId;

    Follower(Feeds feeds, TopicPartition partition, long from, RecordLog.Receiver receiver) {
        this.feeds = feeds;
        this.partition = partition;
        this.next = Math.max(0, from);
        this.receiver = receiver;
    }

    @Override
    public long next() {
        return next;
    }

    /** Whether nothing is to be fetched for it. */
    boolean isPaused() {
        return paused || echoing;
    }

    @Override
    public boolean isWanting() {
        return !paused && !closed;
    }

    @Override
    public void echoing(boolean now) {
        if (echoing == now) {
            return;
        }
        echoing = now;
        if (now) {
            feeds.changed(this);
        } else if (isWanting()) {
            feeds.resumed(this);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether the topic is the one that was followed first: a topic made anew under an old name is another log. */
    boolean isSame(Uuid id) {
        Uuid known = topicId;
        if (known == null) {
            topicId = id;
            return true;
        }
        return known.equals(id);
    }

    @Override
    public void deliver(List<LogRecord> records, long end) {
        synchronized (delivery) {
            if (closed || records.getLast().offset() < next) {
                return;
            }
            int first = 0;
            while (records.get(first).offset() < next) {
                first++;
            }
            List<LogRecord> fresh = first == 0 ? records : records.subList(first, records.size());
            next = fresh.getLast().offset() + 1;
            try {
                receiver.records(fresh, Math.max(end, next));
            } catch (RuntimeException e) {
                LOG.atError().addKeyValue("partition", partition).setCause(e).log("a receiver failed; its feed ends");
                ended();
            }
        }
    }

    /** A reader that had delivered everything below {@code from} found no records between there and {@code to}. */
    void passed(long from, long to) {
        synchronized (delivery) {
            if (!closed && next >= from && next < to) {
                next = to;
                receiver.passed(to);
            }
        }
    }

    void ended() {
        synchronized (delivery) {
            if (closed) {
                return;
            }
            closed = true;
            receiver.ended();
        }
        feeds.closed(this);
    }

    @Override
    public void pause() {
        if (!paused) {
            paused = true;
            feeds.changed(this);
        }
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            feeds.resumed(this);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            feeds.closed(this);
        }
    }
}
