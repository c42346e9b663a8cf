package io.penstock.services.sns.fifo;

import io.penstock.kernel.machine.Companion.Self;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.services.sns.topic.FifoLog;
import io.penstock.services.sns.topic.TopicDefinition;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends on what was judged, in order, and does the replays. One thread of its own, so that a replay knows exactly where the end of the log takes over. */
final class Pump implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Pump.class);

    private static final int RECORDS = 500;
    private static final int BYTES = 4 << 20;
    private static final long RETRY_MILLIS = 500;

    /** How often it is noted how far messages were sent on; what is newer is sent again after a crash. */
    private static final long NOTE_MILLIS = 100;

    /** Nobody waits for ever, whatever happens to the one who would tell. */
    private static final long IDLE_MILLIS = 60_000;

    private final Self<FifoCommand, FifoReply> self;
    private final World world;
    private final TopicDefinition topic;
    private final FifoLog log;
    private final Recent recent;
    private final Sender sender;
    private final Replayer replayer;

    /** A permit for whatever has changed. */
    private final Semaphore changes = new Semaphore(0);

    private long judged;
    private Map<String, Replay> replays;
    private boolean closed;

    private long cursor;
    private long noted;
    private long notedAt;

    /** What a pump needs of the world. */
    record World(RecordLog log, Router router, InstantSource clock) {}

    /** Where it begins. */
    record Start(long judged, long sent, Map<String, Replay> replays) {}

    Pump(Self<FifoCommand, FifoReply> self, World world, TopicDefinition topic, Recent recent, Start start) {
        this.self = self;
        this.world = world;
        this.topic = topic;
        this.log = topic.requiredLog();
        this.recent = recent;
        this.sender = new Sender(world.log(), topic.id());
        this.judged = start.judged();
        this.replays = Map.copyOf(start.replays());
        this.cursor = Math.max(start.sent(), log.start());
        this.noted = cursor;
        this.replayer = new Replayer(self, this);
    }

    synchronized void judged(long next) {
        judged = Math.max(judged, next);
        changes.release();
    }

    synchronized void replays(Map<String, Replay> changed) {
        replays = Map.copyOf(changed);
        changes.release();
    }

    synchronized Map<String, Replay> replays() {
        return replays;
    }

    synchronized void close() {
        closed = true;
        changes.release();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Waits until something has changed, or for a while. */
    void pause(long millis) throws InterruptedException {
        if (changes.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            changes.drainPermits();
        }
    }

    /** How far there is something to send on; waits for a change when there is nothing to do. */
    private long ready() throws InterruptedException {
        if (judged() <= cursor && !isClosed() && replays().values().stream().noneMatch(Replay::isActive)) {
            pause(noted < cursor ? NOTE_MILLIS : IDLE_MILLIS);
        }
        return judged();
    }

    private synchronized long judged() {
        return judged;
    }

    @Override
    public void run() {
        try {
            while (!isClosed()) {
                try {
                    step(ready());
                } catch (ExecutionException | RuntimeException e) {
                    sender.abandon();
                    if (!isClosed()) {
                        LOG.atWarn()
                                .addKeyValue("topic", topic.arn())
                                .setCause(e)
                                .log("messages of a FIFO topic are not sent on now, trying again");
                        pause(RETRY_MILLIS);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void step(long end) throws InterruptedException, ExecutionException {
        if (isClosed()) {
            return;
        }
        if (end > cursor) {
            live(end);
        }
        replayer.step();
        note();
    }

    private void live(long end) throws InterruptedException, ExecutionException {
        List<LogRecord> records = recent.between(cursor, end, RECORDS);
        if (records == null) {
            records = read(cursor, end, RECORDS);
        }
        Map<String, Replay> held = replays();
        for (LogRecord record : withoutDuplicates(records)) {
            send(record, 0, subscription -> {
                Replay replay = held.get(subscription);
                return replay == null || !replay.holds(record.offset());
            });
        }
        sender.end();
        cursor = records.isEmpty() ? end : records.getLast().offset() + 1;
    }

    /** A piece of the log, from an offset on. */
    List<LogRecord> read(long from, long end, int atMost) throws InterruptedException, ExecutionException {
        return world.log().read(log.place(), from, atMost, BYTES).get().stream()
                .filter(record -> record.offset() >= from && record.offset() < end)
                .toList();
    }

    List<LogRecord> withoutDuplicates(List<LogRecord> records) throws InterruptedException, ExecutionException {
        if (records.isEmpty()) {
            return records;
        }
        FifoReply reply = self.submit(new FifoCommand.Duplicates(
                        records.getFirst().offset(), records.getLast().offset() + 1))
                .get();
        if (!(reply instanceof FifoReply.Found(List<Long> duplicates))) {
            throw new IllegalStateException("not duplicates: " + reply);
        }
        Set<Long> left = new HashSet<>(duplicates);
        return left.isEmpty()
                ? records
                : records.stream().filter(each -> !left.contains(each.offset())).toList();
    }

    void send(LogRecord record, long replay, Predicate<String> subscriptions) throws InterruptedException {
        Router.Question question = new Router.Question(topic.arn(), topic.id(), subscriptions, replay);
        world.router().route(record, question).forEach(routed -> sender.send(routed, record.offset(), replay));
    }

    void endBatch() throws InterruptedException, ExecutionException {
        sender.end();
    }

    /** The first offset with that time or a later one. */
    long offsetAt(long millis) throws InterruptedException, ExecutionException {
        return Math.max(log.start(), world.log().offsetAt(log.place(), millis).get());
    }

    long now() {
        return world.clock().millis();
    }

    /** Everything below is sent on to all that have no replay. */
    long cursor() {
        return cursor;
    }

    private void note() {
        long now = now();
        if (noted < cursor && (now - notedAt >= NOTE_MILLIS || now < notedAt)) {
            long reached = cursor;
            noted = reached;
            notedAt = now;
            self.submit(new FifoCommand.Advance(reached)).exceptionally(failure -> {
                LOG.atDebug().setCause(failure).log("what was sent on could not be noted");
                return new FifoReply.Done();
            });
        }
    }
}
