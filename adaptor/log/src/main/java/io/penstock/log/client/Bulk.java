package io.penstock.log.client;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The producer that lingers, made when it is needed first; of one appender or of several. */
final class Bulk {

    private static final Logger LOG = LoggerFactory.getLogger(Bulk.class);

    /** Bytes under way above which a request takes longer than who appends a little beside them should wait, and below which it no longer does. */
    private static final long HEAVY = 2L << 20;

    private static final long LIGHT = HEAVY / 4;

    /** What one partition gets into one request: a single busy one must not be bound by round trips. */
    private static final int BATCH = 256 << 10;

    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final KafkaClients clients;
    private final String role;
    private final int lingerMillis;
    private final long maxBytes;
    private final AtomicInteger users = new AtomicInteger();
    private final AtomicBoolean beginning = new AtomicBoolean();
    private volatile long notBefore = System.nanoTime();
    private volatile @Nullable KafkaProducer<byte[], byte[]> producer;

    private volatile @Nullable AdaptiveAppender watched;

    private volatile boolean heavy;

    /** @param maxBytes of each user; memory is taken as it is needed */
    Bulk(KafkaClients clients, String role, int lingerMillis, long maxBytes) {
        this.clients = clients;
        this.role = role;
        this.lingerMillis = lingerMillis;
        this.maxBytes = maxBytes;
    }

    /** One user more. */
    void join() {
        users.incrementAndGet();
    }

    /** Whose load the others mind from now on. */
    void watch(AdaptiveAppender user) {
        watched = user;
    }

    /** Null before it is made. */
    @Nullable
    KafkaProducer<byte[], byte[]> producer() {
        return producer;
    }

    boolean isHeavyFor(AdaptiveAppender user) {
        AdaptiveAppender other = watched;
        if (other == null || other == user) {
            return false;
        }
        boolean now = other.bytes() > (heavy ? LIGHT : HEAVY);
        if (now != heavy) {
            heavy = now;
        }
        return now;
    }

    /**
     * Makes it, and tells who is in need of it. Not when that has failed a moment ago: then all goes on with the quick ones, and whoever is busy still asks again.
     *
     * <p>On a thread of its own: it takes some 20 ms, too long for whoever happens to append now, and as long as a name service that does not answer, too long for the timer.
     */
    void begin(Runnable made) {
        if (System.nanoTime() - notBefore < 0 || !beginning.compareAndSet(false, true)) {
            return;
        }
        Thread.ofPlatform().daemon().name("penstock-" + role).start(() -> {
            try {
                if (start()) {
                    made.run();
                }
            } catch (KafkaException e) {
                notBefore = System.nanoTime() + AGAIN_NANOS;
                LOG.atWarn()
                        .addKeyValue("client", role)
                        .addKeyValue("reason", Futures.root(e).getMessage())
                        .log("a producer cannot be made, going on without it");
            } finally {
                beginning.set(false);
            }
        });
    }

    /** False when nobody uses it any more. */
    private synchronized boolean start() {
        if (producer == null && users.get() > 0) {
            producer = AdaptiveAppender.producer(
                    clients, role, 2 * maxBytes, Map.of("linger.ms", lingerMillis, "batch.size", BATCH));
        }
        return producer != null;
    }

    /** One user less; the last one closes it. */
    synchronized void leave() {
        KafkaProducer<byte[], byte[]> made = producer;
        if (users.decrementAndGet() == 0 && made != null) {
            clients.close(role, made);
            producer = null;
        }
    }
}
