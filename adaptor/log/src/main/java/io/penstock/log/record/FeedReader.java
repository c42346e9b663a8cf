package io.penstock.log.record;

import io.penstock.kernel.port.LogRecord;
import io.penstock.log.client.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread with a consumer that reads partitions for their feeds. Commands from other threads are queued and wake it. */
final class FeedReader implements AutoCloseable {

    /**
     * @param catchUp whether its feeds move on to the tail once they are there; else feeds that fall far behind move to catch-up
     * @param waitMillis the fetch wait
     */
    record Role(String name, boolean catchUp, int waitMillis) {}

    private static final Logger LOG = LoggerFactory.getLogger(FeedReader.class);

    /** Records behind the end at which a feed may join the tail, and at which it must leave it. */
    private static final long NEAR = 500;

    private static final long FAR = 10_000;

    /** Longer than the tail's fetch wait: by then the tail reader has asked for the partition. */
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(1_200);

    private static final Duration POLL = Duration.ofMillis(200);

    private final Feeds feeds;
    private final KafkaClients clients;
    private final Role role;
    private final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Map<TopicPartition, Shared> partitions = new HashMap<>();
    private final Thread thread;
    private volatile KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean polling;
    private volatile boolean closed;
    private boolean assignmentChanged;

    /** The feeds of one partition here. */
    private static final class Shared {
        private final List<Follower> followers = new ArrayList<>();
        private boolean assigned;
        private long position = -1;
        private long joinedTailAt;
        private boolean joinedTail;

        /** Whether the feeds know that there is nothing between their position and the log's end. */
        private boolean atEnd;

        boolean isPaused() {
            return followers.stream().allMatch(Follower::isPaused);
        }

        long next() {
            return followers.stream().mapToLong(Follower::next).min().orElse(0);
        }
    }

    @SuppressWarnings("NullAway.Init") // the consumer is made on the reader's own thread: it takes some 20 ms
    FeedReader(Feeds feeds, KafkaClients clients, Role role) {
        this.feeds = feeds;
        this.clients = clients;
        this.role = role;
        this.thread = Thread.ofPlatform().daemon().name("penstock-" + role.name).start(this::run);
    }

    void add(Follower follower) {
        submit(() -> adopt(follower));
    }

    void remove(Follower follower) {
        submit(() -> drop(follower));
    }

    /** Pauses or resumes a partition as its feeds say now. */
    void refresh(TopicPartition partition) {
        submit(() -> {
            Shared shared = partitions.get(partition);
            if (shared != null) {
                position(partition, shared);
            }
        });
    }

    /** Has something done on the reader's thread; it must not block. */
    void submit(Runnable command) {
        commands.add(command);
        if (Thread.currentThread() == thread) {
            return;
        }
        LockSupport.unpark(thread);
        if (polling) {
            consumer.wakeup();
        }
    }

    private void run() {
        clients.consumer(
                        role.name,
                        Map.of(
                                "fetch.max.wait.ms",
                                role.waitMillis,
                                "auto.offset.reset",
                                "earliest",
                                "max.partition.fetch.bytes",
                                1 << 20,
                                "metadata.max.age.ms",
                                60_000),
                        () -> closed)
                .ifPresent(this::read);
    }

    private void read(KafkaConsumer<byte[], byte[]> made) {
        consumer = made;
        while (!closed) {
            try {
                turn();
            } catch (WakeupException e) {
                LOG.trace("woken for a command");
            } catch (RuntimeException e) {
                LOG.atWarn().addKeyValue("reader", role.name).setCause(e).log("following failed, going on in a second");
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
        }
        clients.close(role.name, made);
    }

    private void turn() {
        runCommands();
        if (partitions.values().stream().allMatch(Shared::isPaused)) {
            // Nothing to read: no polls, no idle cost. Commands unpark.
            if (commands.isEmpty() && !closed) {
                LockSupport.park(this);
            }
            return;
        }
        ConsumerRecords<byte[], byte[]> records = poll();
        for (TopicPartition partition : records.partitions()) {
            Shared shared = partitions.get(partition);
            if (shared != null) {
                deliver(partition, shared, records.records(partition));
            }
        }
        records.nextOffsets().forEach((partition, next) -> {
            Shared shared = partitions.get(partition);
            if (shared != null) {
                passed(shared, next.offset());
            }
        });
        migrate();
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        polling = true;
        try {
            return commands.isEmpty() && !closed ? consumer.poll(POLL) : ConsumerRecords.empty();
        } finally {
            polling = false;
        }
    }

    private void runCommands() {
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
        }
        if (assignmentChanged) {
            assignmentChanged = false;
            consumer.assign(partitions.keySet());
            partitions.forEach((partition, shared) -> {
                shared.assigned = true;
                position(partition, shared);
            });
        }
    }

    /** Goes to the first offset a feed of the partition still needs. */
    private void position(TopicPartition partition, Shared shared) {
        if (!shared.assigned) {
            return;
        }
        if (shared.position != shared.next()) {
            shared.position = shared.next();
            shared.atEnd = false;
            consumer.seek(partition, shared.position);
        }
        applyPause(partition, shared);
    }

    private void adopt(Follower follower) {
        if (follower.isClosed()) {
            return;
        }
        Shared shared = partitions.get(follower.partition);
        if (shared == null) {
            shared = new Shared();
            partitions.put(follower.partition, shared);
            assignmentChanged = true;
        }
        if (!shared.followers.contains(follower)) {
            shared.followers.add(follower);
        }
        shared.joinedTail = false;
        position(follower.partition, shared);
    }

    private void drop(Follower follower) {
        Shared shared = partitions.get(follower.partition);
        if (shared == null || !shared.followers.remove(follower)) {
            return;
        }
        if (shared.followers.isEmpty()) {
            partitions.remove(follower.partition);
            assignmentChanged = true;
        } else {
            position(follower.partition, shared);
        }
    }

    private void applyPause(TopicPartition partition, Shared shared) {
        if (shared.isPaused()) {
            consumer.pause(List.of(partition));
        } else {
            consumer.resume(List.of(partition));
        }
    }

    private void deliver(TopicPartition partition, Shared shared, List<ConsumerRecord<byte[], byte[]>> polled) {
        List<LogRecord> records = polled.stream().map(Records::of).toList();
        long after = records.getLast().offset() + 1;
        long end = after + consumer.currentLag(partition).orElse(0);
        shared.position = after;
        shared.atEnd = false;
        boolean partly = shared.followers.size() > 1;
        for (Follower follower : List.copyOf(shared.followers)) {
            // What was fetched before a pause is still delivered, unless another feed keeps the partition going.
            if (partly && follower.isPaused()) {
                continue;
            }
            follower.deliver(records, end);
        }
    }

    /** The consumer goes on without records over markers of transactions, and over records of aborted ones. */
    private static void passed(Shared shared, long reached) {
        if (reached > shared.position) {
            shared.followers.forEach(follower -> follower.passed(shared.position, reached));
            shared.position = reached;
        }
    }

    /** Where the consumer began there may have been nothing but what it does not return, or nothing left. */
    private void pass(TopicPartition partition, Shared shared) {
        long reached;
        try {
            reached = consumer.position(partition, Duration.ZERO);
        } catch (TimeoutException e) {
            LOG.trace("the position is being looked for");
            return;
        }
        shared.atEnd = true;
        passed(shared, reached);
    }

    /** Moves feeds between catch-up and tail as their distance to the end says. */
    private void migrate() {
        List<Follower> leaving = new ArrayList<>();
        partitions.forEach((partition, shared) -> {
            if (!shared.assigned || shared.isPaused()) {
                return;
            }
            OptionalLong lag = consumer.currentLag(partition);
            if (lag.isEmpty()) {
                return;
            }
            if (lag.getAsLong() == 0 && !shared.atEnd) {
                pass(partition, shared);
            }
            if (!role.catchUp) {
                if (lag.getAsLong() > FAR) {
                    shared.followers.forEach(follower -> feeds.catchUp(follower).add(follower));
                    leaving.addAll(shared.followers);
                }
            } else if (!shared.joinedTail && lag.getAsLong() <= NEAR) {
                shared.joinedTail = true;
                shared.joinedTailAt = System.nanoTime();
                shared.followers.forEach(follower -> feeds.tail(follower).add(follower));
            } else if (shared.joinedTail && lag.getAsLong() > FAR) {
                shared.joinedTail = false;
                shared.followers.forEach(follower -> feeds.tail(follower).remove(follower));
            } else if (shared.joinedTail && System.nanoTime() - shared.joinedTailAt > SETTLE_NANOS) {
                leaving.addAll(shared.followers);
            }
        });
        leaving.forEach(this::drop);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        if (polling) {
            consumer.wakeup();
        }
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
