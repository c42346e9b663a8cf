package io.penstock.services.kinesis.data;

import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tails of this node: one for each shard that has a subscriber, however many there are. All of them together keep no more bytes than they were given;
 * each gets an equal share. Thread-safe.
 */
public final class Tails {

    private record Key(String streamId, TopicPartition partition) {}

    private final RecordLog log;
    private final long budget;
    private final Map<Key, Lease> tails = new HashMap<>();

    /** @param budget bytes of records that all tails may keep */
    public Tails(RecordLog log, long budget) {
        this.log = log;
        this.budget = budget;
    }

    /** A reader's hold on a tail; the last one that is closed ends the tail. */
    public final class Hold implements AutoCloseable {
        private final Lease lease;
        private boolean closed;

        private Hold(Lease lease) {
            this.lease = lease;
        }

        public ShardTail tail() {
            return lease.tail;
        }

        @Override
        public void close() {
            synchronized (tails) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            release(lease);
        }
    }

    private static final class Lease {
        private final Key key;
        private final ShardTail tail;
        private int holders;
        private RecordLog.@Nullable Feed feed;

        private Lease(Key key, ShardTail tail) {
            this.key = key;
            this.tail = tail;
        }
    }

    /** Follows a shard, or joins those who do. Until the feed has begun the tail is empty, and readers use the log. */
    public Hold hold(StreamDefinition stream, int shard) {
        Key key = new Key(stream.id(), stream.partition(shard));
        Lease fresh;
        List<ShardTail> others;
        synchronized (tails) {
            Lease known = tails.get(key);
            if (known != null && !known.tail.isEnded()) {
                known.holders++;
                return new Hold(known);
            }
            fresh = new Lease(key, new ShardTail(this::share));
            fresh.holders++;
            tails.put(key, fresh);
            others = tails.values().stream()
                    .filter(lease -> lease != fresh)
                    .map(lease -> lease.tail)
                    .toList();
        }
        // One that gets no records would keep what was its share before.
        others.forEach(ShardTail::trim);
        begin(fresh);
        return new Hold(fresh);
    }

    /** The tail of a shard, if somebody holds it. */
    public Optional<ShardTail> find(StreamDefinition stream, int shard) {
        synchronized (tails) {
            return Optional.ofNullable(tails.get(new Key(stream.id(), stream.partition(shard))))
                    .map(lease -> lease.tail);
        }
    }

    /** How many shards are followed. */
    public int size() {
        synchronized (tails) {
            return tails.size();
        }
    }

    /** Bytes that all of them keep now, with what their objects cost. */
    long bytes() {
        List<ShardTail> all;
        synchronized (tails) {
            all = tails.values().stream().map(lease -> lease.tail).toList();
        }
        return all.stream().mapToLong(ShardTail::bytes).sum();
    }

    private long share() {
        return budget / Math.max(1, size());
    }

    private void begin(Lease lease) {
        log.end(lease.key.partition()).whenComplete((end, failure) -> {
            if (failure != null) {
                // Readers see an ended tail, look for the stream, and hold it anew if it is there.
                lease.tail.ended();
                return;
            }
            synchronized (tails) {
                if (lease.holders > 0) {
                    lease.tail.startsAt(end);
                    lease.feed = log.follow(lease.key.partition(), end, lease.tail);
                }
            }
            lease.tail.wake();
        });
    }

    private void release(Lease lease) {
        RecordLog.Feed feed = null;
        synchronized (tails) {
            if (--lease.holders == 0) {
                tails.remove(lease.key, lease);
                feed = lease.feed;
            }
        }
        if (feed != null) {
            feed.close();
        }
    }
}
