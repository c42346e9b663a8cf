package io.penstock.log.shard;

import io.penstock.kernel.port.Topics;
import io.penstock.log.client.KafkaClients;
import io.penstock.log.topic.TopicNames;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shards dealt out by a consumer group over the empty topic {@code penstock.shards}, one partition per shard. The classic protocol, since it allows sessions
 * of 6 s on brokers as they come (the newer one: 45 s). Assignment is sticky and cooperative: when a node comes or goes, the other shards stay where
 * they are and go on serving.
 */
public final class GroupOwnership implements Ownership {

    /** The topic whose partitions stand for the shards, before the operator's prefix. */
    public static final String TOPIC = "penstock.shards";

    private static final Logger LOG = LoggerFactory.getLogger(GroupOwnership.class);
    private static final String GROUP = "penstock.nodes";
    private static final String ROLE = "ownership";
    private static final Duration POLL = Duration.ofMillis(500);

    /** Longer than a shard takes to leave, or it goes on leaving on its own; well below the poll interval. */
    private static final long RELEASE_SECONDS = 3;

    private final KafkaClients clients;
    private final TopicNames names;
    private final Duration session;
    private @Nullable Thread thread;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> member;
    private volatile boolean closed;

    /** @param session after which a node that is silent loses its shards */
    public GroupOwnership(KafkaClients clients, TopicNames names, Duration session) {
        this.clients = clients;
        this.names = names;
        this.session = session;
    }

    /** How the topic is made; nothing is ever written to it. */
    public static Topics.Spec topic(int shards) {
        return new Topics.Spec(TOPIC, shards, Map.of("cleanup.policy", "delete"));
    }

    @Override
    public synchronized void start(int shards, Listener listener) {
        thread = Thread.ofPlatform()
                .daemon()
                .name("penstock-ownership")
                .start(() -> consumer().ifPresent(consumer -> run(consumer, listener)));
    }

    private Optional<KafkaConsumer<byte[], byte[]>> consumer() {
        return clients.consumer(
                ROLE,
                Map.of(
                        "group.id",
                        names.physical(GROUP),
                        "group.protocol",
                        "classic",
                        "partition.assignment.strategy",
                        CooperativeStickyAssignor.class.getName(),
                        "session.timeout.ms",
                        (int) session.toMillis(),
                        "heartbeat.interval.ms",
                        Math.clamp(session.toMillis() / 20, 100, 1_000),
                        "max.poll.interval.ms",
                        60_000,
                        "auto.offset.reset",
                        "earliest"),
                () -> closed);
    }

    private void run(KafkaConsumer<byte[], byte[]> consumer, Listener listener) {
        member = consumer;
        Rebalance rebalance = new Rebalance(listener);
        consumer.subscribe(List.of(names.physical(TOPIC)), rebalance);
        while (!closed) {
            try {
                consumer.poll(POLL);
            } catch (WakeupException e) {
                LOG.trace("woken to close");
            } catch (RuntimeException e) {
                LOG.atWarn().setCause(e).log("the group of nodes is out of reach, trying again in a second");
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
        }
        // Revokes, which releases the shards, and then leaves the group, so that they are dealt out again at once.
        clients.close(ROLE, consumer);
    }

    @Override
    public synchronized void close() {
        closed = true;
        KafkaConsumer<byte[], byte[]> polling = member;
        if (polling != null) {
            polling.wakeup();
        }
        if (thread != null) {
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The group's changes as the host's. */
    private record Rebalance(Listener listener) implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            LOG.atInfo().addKeyValue("shards", partitions.size()).log("shards gained");
            listener.gained(shards(partitions));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                LOG.atInfo().addKeyValue("shards", partitions.size()).log("shards given up");
                listener.release(shards(partitions))
                        .completeOnTimeout(null, RELEASE_SECONDS, TimeUnit.SECONDS)
                        .join();
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                LOG.atWarn().addKeyValue("shards", partitions.size()).log("shards lost");
                listener.lost(shards(partitions));
            }
        }

        private static Set<Integer> shards(Collection<TopicPartition> partitions) {
            return partitions.stream().map(TopicPartition::partition).collect(Collectors.toUnmodifiableSet());
        }
    }
}
