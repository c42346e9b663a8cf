package io.penstock.services.sqs.partition;

import io.penstock.kernel.machine.Companion.Self;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.sqs.definition.QueueAttributes;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.queue.Room;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a topic partition and hands what it finds to the window and to the bodies. Pauses while the window wants nothing or has not
 * taken what it was given, so it is never further ahead than a few fetches. Thread-safe.
 */
final class TopicTail implements RecordLog.Receiver {

    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);

    /** Records given to the window and not yet taken before the feed pauses: a few fetches, so that an idle feed's many small ones do not stop it. */
    private static final int UNTAKEN = 4_000;

    private static final int REFILL_RECORDS = 2_000;
    private static final int REFILL_BYTES = 4 << 20;

    private final Self<Command, Reply> self;
    private final TopicPartition topic;
    private final Bodies bodies;
    private volatile RecordReader reader;
    private volatile QueueDefinition queue;
    private @Nullable RecordLog log;
    private RecordLog.@Nullable Feed feed;
    private OptionalLong refillFrom = OptionalLong.empty();
    private boolean refilling;
    private boolean wanted;
    private boolean paused;
    private boolean closed;
    private int untaken;
    private long next;

    TopicTail(Self<Command, Reply> self, TopicPartition topic, QueueDefinition queue, Bodies bodies) {
        this.self = self;
        this.topic = topic;
        this.bodies = bodies;
        this.queue = queue;
        this.reader = new RecordReader(queue, topic.partition());
    }

    /** Starts to follow. */
    synchronized void start(RecordLog log, long from, Room room) {
        this.log = log;
        next = from;
        wanted = room != Room.NONE;
        announce();
        feed = log.follow(topic, from, this);
        throttle();
        log.range(topic).thenAccept(range -> skipTrimmed(from, range.start()));
    }

    /** What was trimmed is not coming: without this a log that was trimmed to its end would seem to hold something unscanned. */
    private synchronized void skipTrimmed(long from, long start) {
        if (start > from && !closed) {
            scan(List.of(), start);
        }
    }

    /** The queue's attributes changed. */
    void configure(QueueDefinition changed) {
        QueueAttributes before = queue.attributes();
        QueueAttributes now = changed.attributes();
        queue = changed;
        reader = new RecordReader(changed, topic.partition());
        if (!now.retention().equals(before.retention()) || !now.delay().equals(before.delay())) {
            announce();
        }
    }

    /** Tells the window the attributes that it goes by, also when no record comes: what a snapshot knew of them may be old. */
    private synchronized void announce() {
        if (!closed) {
            scan(List.of(), next);
        }
    }

    /** What room the window has. With little the feed stays as it is: to pause and to resume it costs fetches. */
    synchronized void want(Room room) {
        boolean wants = room == Room.PLENTY || (wanted && room == Room.LITTLE);
        if (wanted != wants) {
            wanted = wants;
            throttle();
        }
    }

    @Override
    public synchronized void records(List<LogRecord> records, long end) {
        if (closed) {
            return;
        }
        bodies.offer(records);
        next = records.getLast().offset() + 1;
        scan(records, next);
    }

    /** Without this a log that ends with the marker of a transaction would seem to hold something unscanned. */
    @Override
    public synchronized void passed(long after) {
        if (!closed) {
            next = after;
            scan(List.of(), after);
        }
    }

    private void scan(List<LogRecord> records, long after) {
        untaken += records.size();
        throttle();
        QueueAttributes attributes = queue.attributes();
        CompletableFuture<Reply> taken = self.submit(new Command.Scan(
                reader.read(records),
                after,
                attributes.retention().toMillis(),
                attributes.delay().toMillis()));
        taken.whenComplete((reply, failure) -> taken(records.size(), failure));
    }

    private synchronized void taken(int records, @Nullable Throwable failure) {
        untaken -= records;
        if (failure == null) {
            throttle();
            return;
        }
        // The next scan would seem to say that there were no records here. The shard is lost anyway: its next owner
        // scans again.
        LOG.atDebug().addKeyValue("topic", topic).log("scan refused, tail stops");
        close();
    }

    private void throttle() {
        if (feed == null || closed) {
            return;
        }
        boolean pause = !wanted || untaken >= UNTAKEN;
        if (pause && !paused) {
            feed.pause();
        } else if (!pause && paused) {
            feed.resume();
        }
        paused = pause;
    }

    /** Reads again what was scanned before and did not fit into the window. */
    synchronized void refill(OptionalLong from) {
        refillFrom = from;
        if (from.isEmpty() || refilling || closed || log == null) {
            return;
        }
        refilling = true;
        long start = from.getAsLong();
        log.read(topic, start, REFILL_RECORDS, REFILL_BYTES).whenComplete((records, failure) -> {
            if (failure != null || records.isEmpty()) {
                refilled(start);
                return;
            }
            long after = records.getLast().offset() + 1;
            self.submit(new Command.Refill(reader.read(records), after))
                    .whenComplete((reply, refused) -> refilled(start));
        });
    }

    /** Goes on if the window asked for more meanwhile. */
    private synchronized void refilled(long start) {
        refilling = false;
        if (refillFrom.isPresent() && refillFrom.getAsLong() != start) {
            refill(refillFrom);
        }
    }

    @Override
    public void ended() {
        LOG.atDebug().addKeyValue("topic", topic).log("topic is gone, tail ends");
        close();
    }

    synchronized void close() {
        closed = true;
        if (feed != null) {
            feed.close();
            feed = null;
        }
    }
}
