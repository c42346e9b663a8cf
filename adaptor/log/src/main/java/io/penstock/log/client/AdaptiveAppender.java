package io.penstock.log.client;

import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.TopicPartition;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Two producers, chosen by load. One sends at once: a single caller waits some 0.4 ms. One lingers a millisecond and takes larger batches, for when very
 * many call: a request to the broker costs some 0.15 ms of both processors whatever is in it. Each has one request under way per broker, so that what is
 * appended meanwhile goes together in the next one; until the processors are full that is enough, and to linger would only let the callers wait. When they
 * are, other requests stand in line for a processor, and what they append could go along: an append waits for it as {@link Company} says. A
 * partition stays with its producer while it has anything in flight, so that its order holds; to change over, it holds new appends back until then.
 *
 * <p>Never blocks: a producer without metadata of the topic or without buffer refuses at once ({@code max.block.ms=0}); the first is retried
 * here until the delivery timeout, the second fails the append.
 */
public final class AdaptiveAppender implements Appender {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long RETRY_MILLIS = 3;
    private static final int QUICK_BATCH = 64 << 10;

    private final Company company = new Company(System::nanoTime, Thread::yield);
    private final ThreadFactory leaving;
    private final KafkaClients clients;
    private final String role;
    private final Pace pace;
    private final long maxBytes;
    private final Map<TopicPartition, Route> routes = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final KafkaProducer<byte[], byte[]> quick;
    private final Bulk bulk;
    private volatile boolean busy;
    private volatile int peak;
    private volatile long lookedAt;
    private volatile boolean closed;

    /**
     * When to linger.
     *
     * @param busy appends in flight above which it pays; when for a while there were never more than half of them it no longer does
     * @param lingerMillis for how long
     */
    public record Pace(int busy, int lingerMillis) {

        /** Journals: a caller has one append in flight. */
        public static final Pace OF_JOURNALS = new Pace(64, 1);

        /** Messages: a caller may have a batch of ten in flight. */
        public static final Pace OF_DATA = new Pace(384, 1);
    }

    /**
     * @param role names the clients
     * @param maxBytes of keys and values waiting for acknowledgement; more are refused with {@link BufferExhaustedException}
     */
    public AdaptiveAppender(KafkaClients clients, String role, Pace pace, long maxBytes) {
        this(clients, role, pace, maxBytes, new Bulk(clients, role + "-bulk", pace.lingerMillis, maxBytes));
    }

    private AdaptiveAppender(KafkaClients clients, String role, Pace pace, long maxBytes, Bulk bulk) {
        this.pace = pace;
        this.clients = clients;
        this.role = role;
        this.leaving = Thread.ofVirtual().name(role + "-company").factory();
        this.maxBytes = maxBytes;
        this.bulk = bulk;
        this.quick = producer(clients, role + "-quick", maxBytes, Map.of("linger.ms", 0, "batch.size", QUICK_BATCH));
        this.lookedAt = System.nanoTime() - LOOK_NANOS;
        bulk.join();
    }

    /**
     * An appender for other partitions that lingers together with this one: what both append within a millisecond is one request. While this one has so
     * much under way that its requests take long, the other does not wait for them and sends by itself.
     *
     * @param otherMaxBytes its own bound; what this one holds does not count
     */
    public AdaptiveAppender beside(String otherRole, Pace otherPace, long otherMaxBytes) {
        bulk.watch(this);
        return new AdaptiveAppender(clients, otherRole, otherPace, otherMaxBytes, bulk);
    }

    @Override
    public void append(TopicPartition partition, NewRecord record, Ack ack) {
        Item item = new Item(record, ack);
        if (bytes.addAndGet(item.size) > maxBytes) {
            bytes.addAndGet(-item.size);
            ack.done(-1, -1, new BufferExhaustedException(maxBytes + " bytes are waiting for acknowledgement"));
            return;
        }
        int now = inFlight.incrementAndGet();
        measure(now);
        Route route = routes.computeIfAbsent(partition, Route::new);
        if (route.add(item, now > Company.FEW && !busy && Thread.currentThread().isVirtual())) {
            leaving.newThread(route::leave).start();
        } else {
            route.pump();
        }
    }

    @Override
    public void close() {
        closed = true;
        routes.values().forEach(Route::pump);
        clients.close(role + "-quick", quick);
        bulk.leave();
    }

    /** Callers come and go within a millisecond, so to become calm takes a while without a peak. */
    private void measure(int now) {
        if (!busy) {
            if (now > pace.busy && System.nanoTime() - lookedAt > LOOK_NANOS) {
                begin();
            }
            return;
        }
        if (now > peak) {
            peak = now;
        }
        if (now <= pace.busy / 4 && System.nanoTime() - lookedAt > LOOK_NANOS) {
            lookedAt = System.nanoTime();
            busy = peak > pace.busy / 2;
            peak = now;
        }
    }

    private void begin() {
        lookedAt = System.nanoTime();
        peak = pace.busy;
        if (bulk.producer() != null) {
            busy = true;
        } else {
            bulk.begin(() -> busy = true);
        }
    }

    /** Bytes of keys and values that wait for acknowledgement. */
    long bytes() {
        return bytes.get();
    }

    /** The producer for what is appended now. */
    private KafkaProducer<byte[], byte[]> wanted() {
        KafkaProducer<byte[], byte[]> slow = bulk.producer();
        return busy && slow != null && !bulk.isHeavyFor(this) ? slow : quick;
    }

    static KafkaProducer<byte[], byte[]> producer(
            KafkaClients clients, String role, long maxBytes, Map<String, Object> pace) {
        Map<String, Object> configs = new HashMap<>(pace);
        configs.put("max.in.flight.requests.per.connection", 1);
        configs.put("max.block.ms", 0);
        configs.put("buffer.memory", 2 * maxBytes);
        return clients.producer(role, configs);
    }

    private static ProducerRecord<byte[], byte[]> kafka(TopicPartition to, NewRecord record) {
        List<org.apache.kafka.common.header.Header> headers = record.headers().stream()
                .<org.apache.kafka.common.header.Header>map(AdaptiveAppender::kafka)
                .toList();
        byte[] value = record.tombstone() ? null : record.value();
        return new ProducerRecord<>(to.topic(), to.partition(), record.key(), value, headers);
    }

    private static RecordHeader kafka(Header header) {
        return new RecordHeader(header.key(), header.value());
    }

    /** One append on its way. */
    private final class Item {
        private final NewRecord record;
        private final Ack ack;
        private final int size;
        private final long deadline =
                System.nanoTime() + clients.deliveryTimeout().toNanos();

        Item(NewRecord record, Ack ack) {
            this.record = record;
            this.ack = ack;
            byte[] key = record.key();
            this.size = record.value().length + (key == null ? 0 : key.length);
        }

        void done(long offset, long timestamp, @Nullable Exception error) {
            bytes.addAndGet(-size);
            measure(inFlight.decrementAndGet());
            ack.done(offset, timestamp, error);
        }
    }

    /** Tells a refusal inside {@code send} from an answer that comes later, perhaps on the very same thread. */
    private static final class Attempt implements Callback {
        private final Route route;
        private final Item item;
        private final Thread caller = Thread.currentThread();
        private boolean returned;
        private @Nullable Exception refused;

        Attempt(Route route, Item item) {
            this.route = route;
            this.item = item;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception error) {
            // Only the caller's thread reads and writes the two fields.
            if (error != null && Thread.currentThread() == caller && !returned) {
                refused = error;
                return;
            }
            // Told before the route counts it: the next one may go by the other producer then, whose thread must not
            // tell sooner.
            try {
                if (error != null || metadata == null) {
                    item.done(-1, -1, error);
                } else {
                    item.done(metadata.offset(), metadata.timestamp(), null);
                }
            } finally {
                route.acknowledged();
                route.pump();
            }
        }

        @Nullable
        Exception returned() {
            returned = true;
            return refused;
        }
    }

    /** The way of one partition: which producer it uses, and what waits until it may be sent. */
    private final class Route {
        private final TopicPartition partition;
        private final ArrayDeque<Item> waiting = new ArrayDeque<>();
        private @Nullable KafkaProducer<byte[], byte[]> current;
        private int sent;
        private boolean sending;
        private boolean retrying;

        /** True only while a thread waits that will {@link #leave}. */
        private volatile boolean gathering;

        Route(TopicPartition partition) {
            this.partition = partition;
        }

        /** True when it is the first of those that wait for company; whoever calls then sees to it that they {@link #leave}. */
        synchronized boolean add(Item item, boolean withCompany) {
            waiting.add(item);
            boolean first = withCompany && !gathering && !sending;
            gathering = (gathering || first) && waiting.size() < Company.ENOUGH;
            return first && gathering;
        }

        /** Waits for company and sends what has come. */
        void leave() {
            company.await(() -> gathering);
            gathered();
            pump();
        }

        private synchronized void gathered() {
            gathering = false;
        }

        /** Sends what may be sent. One thread at a time does it, in order; acknowledgements are never given under the lock. */
        void pump() {
            if (gathering && !closed) {
                return;
            }
            while (true) {
                Item item;
                KafkaProducer<byte[], byte[]> producer;
                synchronized (this) {
                    if (sending || (retrying && !closed) || waiting.isEmpty()) {
                        return;
                    }
                    producer = wanted();
                    if (!producer.equals(current) && sent > 0 && !closed) {
                        return;
                    }
                    sending = true;
                    current = producer;
                    item = waiting.remove();
                    sent++;
                }
                Exception refused = send(producer, item);
                boolean again = settle(item, refused);
                if (refused != null && !again) {
                    item.done(-1, -1, refused);
                }
            }
        }

        /** Hands an item to the producer; what it refuses on the spot was not and will not be sent. */
        private @Nullable Exception send(KafkaProducer<byte[], byte[]> producer, Item item) {
            if (closed) {
                return new IllegalStateException("closed");
            }
            Attempt attempt = new Attempt(this, item);
            try {
                producer.send(kafka(partition, item.record), attempt);
            } catch (RuntimeException e) {
                return e;
            }
            return attempt.returned();
        }

        private synchronized void acknowledged() {
            sent--;
        }

        /** After an attempt to send: keeps an item whose topic the producer does not know yet. */
        private synchronized boolean settle(Item item, @Nullable Exception refused) {
            sending = false;
            if (refused == null) {
                return false;
            }
            sent--;
            boolean unknown = refused instanceof TimeoutException && !(refused instanceof BufferExhaustedException);
            if (!unknown || closed || System.nanoTime() - item.deadline > 0) {
                return false;
            }
            waiting.addFirst(item);
            retrying = true;
            clients.timer().schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        }

        private void retry() {
            synchronized (this) {
                retrying = false;
            }
            pump();
        }
    }
}
