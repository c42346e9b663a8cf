package io.penstock.log.record;

import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.RecordLog;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * One feed. Two readers may deliver to it for a while (see {@link Feeds}); each reads without gaps from a position not beyond {@code next}, so
 * dropping what is below {@code next} makes the order whole.
 */
final class Follower implements RecordLog.Feed {

    final TopicPartition partition;
    private final Feeds feeds;
    private final RecordLog.Receiver receiver;
    private final Object delivery = new Object();
    private volatile long next;
    private volatile boolean paused;
    private volatile boolean closed;
    private volatile @Nullable Uuid topicId;

    Follower(Feeds feeds, TopicPartition partition, long from, RecordLog.Receiver receiver) {
        this.feeds = feeds;
        this.partition = partition;
        this.next = Math.max(0, from);
        this.receiver = receiver;
    }

    /** The first offset that was not delivered. */
    long next() {
        return next;
    }

    boolean isPaused() {
        return paused;
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

    void deliver(List<LogRecord> records, long end) {
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
            receiver.records(fresh, Math.max(end, next));
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
