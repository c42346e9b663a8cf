package io.penstock.streams.runtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a topic that servers make with the first need, since a topology fails without what it reads; then calls back once. */
public final class AwaitedTopics implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AwaitedTopics.class);
    private static final long EVERY_MILLIS = 1_000;

    private final StreamsPlan.Kafka kafka;
    private final String topic;
    private final Runnable found;
    private final CountDownLatch closing = new CountDownLatch(1);

    /** Begins at once. */
    public AwaitedTopics(StreamsPlan.Kafka kafka, String topic, Runnable found) {
        this.kafka = kafka;
        this.topic = topic;
        this.found = found;
        Thread.ofPlatform().daemon().name("penstock-await-" + topic).start(this::await);
    }

    private void await() {
        try {
            boolean isThere = false;
            while (!isThere) {
                isThere = appears();
                if (!isThere && closing.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        LOG.info("the topic {} is there, its topology starts", topic);
        found.run();
    }

    /** Waits for the topic; false when it was closed meanwhile, or when no client can be made now, as while the brokers' names cannot be resolved. */
    private boolean appears() throws InterruptedException {
        Map<String, Object> configs = new HashMap<>(kafka.properties());
        configs.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        configs.put("enable.metrics.push", false);
        boolean told = false;
        try (Admin admin = Admin.create(configs)) {
            while (!exists(admin)) {
                if (!told) {
                    LOG.info("waiting for the topic {}, which servers make when it is needed", topic);
                    told = true;
                }
                if (closing.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
            return true;
        } catch (KafkaException e) {
            LOG.atWarn().setCause(e).log("Kafka cannot be asked for the topic {}, trying again in a second", topic);
            return false;
        }
    }

    private boolean exists(Admin admin) throws InterruptedException {
        try {
            admin.describeTopics(List.of(topic)).allTopicNames().get();
            return true;
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                LOG.atWarn().setCause(e.getCause()).log("Kafka cannot be asked for the topic {}", topic);
            }
            return false;
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
