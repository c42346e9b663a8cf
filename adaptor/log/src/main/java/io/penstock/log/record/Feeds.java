package io.penstock.log.record;

import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.log.client.KafkaClients;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * All feeds of a node and the readers that serve them.
 *
 * <p>A broker answers a fetch when it has data or after the fetch wait, and a consumer has one fetch under way per broker. With a long wait an idle
 * tail is cheap, but a partition added meanwhile is not asked for until the parked fetch returns, up to half a second. So a feed that is new, resumed or
 * far behind is read by a catch-up reader, whose wait is short and which does not poll at all when it has nothing to do. Once at the end of its
 * partition the feed joins the tail reader too, and leaves the catch-up reader when the tail reader has surely fetched it.
 */
final class Feeds implements AutoCloseable {

    private static final int TAIL_WAIT_MILLIS = 500;
    private static final int CATCH_UP_WAIT_MILLIS = 10;
    private static final int CATCH_UP_READERS = 2;
    private static final long VIGIL_SECONDS = 5;

    private final KafkaClients clients;
    private final int tailCount;
    private final Object lock = new Object();
    private final List<FeedReader> tails = new ArrayList<>();
    private final List<FeedReader> catchUps = new ArrayList<>();
    private final Set<Follower> open = ConcurrentHashMap.newKeySet();
    private final Map<TopicPartition, Echo> echoes = new ConcurrentHashMap<>();
    private final Map<String, Integer> missed = new HashMap<>();
    private @Nullable Future<?> vigil;
    private volatile boolean closed;

    Feeds(KafkaClients clients, int tailCount) {
        this.clients = clients;
        this.tailCount = tailCount;
    }

    RecordLog.Feed follow(TopicPartition partition, long from, RecordLog.Receiver receiver) {
        start();
        Follower follower = new Follower(this, partition, from, receiver);
        open.add(follower);
        if (closed) {
            follower.close();
        } else {
            // Of several feeds of a partition the newest has the echo; the others fetch.
            echoes.put(partition, echo(follower));
            catchUp(follower).add(follower);
        }
        return follower;
    }

    private Echo echo(Follower follower) {
        FeedReader tail = tail(follower);
        return new Echo(follower, new Echo.Surroundings() {
            @Override
            public void deliver(Runnable task) {
                tail.submit(task);
            }

            @Override
            public void later(Runnable task, long millis) {
                clients.timer().schedule(task, millis, TimeUnit.MILLISECONDS);
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }
        });
    }

    /** A record that this node appended. */
    void appended(TopicPartition partition, NewRecord record, long offset, long timestampMillis) {
        Echo echo = echoes.get(partition);
        if (echo != null) {
            echo.appended(new LogRecord(offset, timestampMillis, record.key(), record.value(), record.headers()));
        }
    }

    int size() {
        return open.size();
    }

    /** Its pausing changed. */
    void changed(Follower follower) {
        catchUp(follower).refresh(follower.partition);
        tail(follower).refresh(follower.partition);
    }

    void resumed(Follower follower) {
        catchUp(follower).add(follower);
        tail(follower).refresh(follower.partition);
    }

    void closed(Follower follower) {
        if (open.remove(follower)) {
            echoes.computeIfPresent(follower.partition, (partition, echo) -> echo.isOf(follower) ? null : echo);
            catchUp(follower).remove(follower);
            tail(follower).remove(follower);
        }
    }

    /** Ends the feeds of a deleted topic. */
    void ended(String topic) {
        for (Follower follower : open) {
            if (follower.partition.topic().equals(topic)) {
                follower.ended();
            }
        }
    }

    FeedReader tail(Follower follower) {
        return tails.get(Math.floorMod(follower.partition.hashCode(), tails.size()));
    }

    FeedReader catchUp(Follower follower) {
        return catchUps.get(Math.floorMod(follower.partition.hashCode(), catchUps.size()));
    }

    private void start() {
        synchronized (lock) {
            if (!tails.isEmpty() || closed) {
                return;
            }
            for (int i = 0; i < CATCH_UP_READERS; i++) {
                catchUps.add(
                        new FeedReader(this, clients, new FeedReader.Role("catchup-" + i, true, CATCH_UP_WAIT_MILLIS)));
            }
            for (int i = 0; i < tailCount; i++) {
                tails.add(new FeedReader(this, clients, new FeedReader.Role("tail-" + i, false, TAIL_WAIT_MILLIS)));
            }
            vigil = clients.timer()
                    .scheduleWithFixedDelay(this::watchTopics, VIGIL_SECONDS, VIGIL_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Consumers do not say that a topic is gone; the list of topics does. */
    private void watchTopics() {
        if (open.isEmpty()) {
            return;
        }
        clients.admin().listTopics().listings().whenComplete((listings, error) -> {
            if (error == null) {
                Map<String, Uuid> ids = new HashMap<>();
                for (TopicListing listing : listings) {
                    ids.put(listing.name(), listing.topicId());
                }
                compare(ids);
            }
        });
    }

    private synchronized void compare(Map<String, Uuid> ids) {
        missed.keySet().retainAll(open.stream().map(f -> f.partition.topic()).toList());
        for (Follower follower : open) {
            Uuid id = ids.get(follower.partition.topic());
            if (id == null) {
                // Once may be a broker that has not heard of a new topic yet.
                if (missed.merge(follower.partition.topic(), 1, Integer::sum) > 1) {
                    follower.ended();
                }
            } else if (follower.isSame(id)) {
                missed.remove(follower.partition.topic());
            } else {
                follower.ended();
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            if (vigil != null) {
                vigil.cancel(false);
            }
        }
        open.clear();
        tails.forEach(FeedReader::close);
        catchUps.forEach(FeedReader::close);
    }
}
