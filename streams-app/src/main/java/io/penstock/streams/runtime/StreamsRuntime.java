package io.penstock.streams.runtime;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a topology running. A thread that dies of an exception is replaced; when Streams as a whole ends, misses a version of a definition, or is left without a thread, it is made anew. Nothing is skipped by that: what was
 * not committed is processed again. Thread-safe.
 *
 * <p>Costs nothing until started: then a stream thread, a thread for definitions and their Kafka clients, some 20 MB.
 */
public final class StreamsRuntime implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsRuntime.class);

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(10);

    /** The least that brokers allow by default. */
    private static final int SESSION_MILLIS = 6_000;

    private static final int DELIVERY_MILLIS = 30_000;

    /** A topology may make several records of one and ask for their topics' metadata. */
    private static final int BLOCK_MILLIS = 10_000;

    private final StreamsPlan plan;
    private final Function<MissingVersions, Topology> topology;
    private final MissingVersions missing = new MissingVersions();
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable Thread keeper;
    private volatile State state = State.CREATED;

    /** @param topology makes it anew, with state of its own, for every start */
    public StreamsRuntime(StreamsPlan plan, Function<MissingVersions, Topology> topology) {
        this.plan = plan;
        this.topology = topology;
    }

    /** Starts, unless that is done already, and returns at once. */
    public synchronized void start() {
        if (keeper == null && closing.getCount() > 0) {
            // A platform thread: Streams loads classes for a while, which would pin a carrier.
            keeper = Thread.ofPlatform()
                    .daemon()
                    .name("penstock-streams-" + plan.name())
                    .start(this::keep);
        }
    }

    /** Whether records are being processed now. */
    public boolean isRunning() {
        return state == State.RUNNING;
    }

    private void keep() {
        try {
            do {
                try {
                    runOnce();
                } catch (RuntimeException e) {
                    LOG.atWarn()
                            .setCause(e)
                            .addKeyValue("topology", plan.name())
                            .log("a topology could not start");
                }
            } while (!closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runOnce() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        try (KafkaStreams streams = new KafkaStreams(topology.apply(missing), configs())) {
            streams.setUncaughtExceptionHandler(this::failed);
            streams.setStateListener((now, before) -> {
                state = now;
                LOG.atDebug().addKeyValue("topology", plan.name()).log("{} after {}", now, before);
                if (now == State.ERROR || now == State.NOT_RUNNING) {
                    ended.countDown();
                }
            });
            streams.start();
            // A thread whose successor cannot be made, as while the brokers' names cannot be resolved, dies all the
            // same, and Streams without one stays in its state.
            while (ended.getCount() > 0
                    && hasThread(streams)
                    && !closing.await(RETRY.toMillis() / 10, TimeUnit.MILLISECONDS)) {
                // until one of them
            }
            streams.close(CloseOptions.timeout(CLOSE)
                    .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        } finally {
            state = State.NOT_RUNNING;
        }
    }

    private static boolean hasThread(KafkaStreams streams) {
        try {
            return streams.metadataForLocalThreads().stream()
                    .anyMatch(thread -> !thread.threadState().equals("DEAD"));
        } catch (IllegalStateException e) {
            return true; // it ends, and says so by its state
        }
    }

    private StreamThreadExceptionResponse failed(Throwable failure) {
        LOG.atError()
                .setCause(failure)
                .addKeyValue("topology", plan.name())
                .log("a stream thread failed; what it had not committed is processed again");
        try {
            boolean _ = closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A new thread would have the definitions of the old one.
        return isMissingVersion(failure)
                ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
                : StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private static boolean isMissingVersion(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof MissingVersions.MissingVersionException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    private Properties configs() {
        Properties configs = new Properties();
        configs.put(StreamsConfig.APPLICATION_ID_CONFIG, plan.group());
        configs.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, plan.kafka().bootstrapServers());
        configs.put(StreamsConfig.STATE_DIR_CONFIG, plan.stateDir().toString());
        configs.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, plan.guarantee().text());
        configs.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, StreamsPlan.COMMIT.toMillis());
        configs.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        configs.put(StreamsConfig.POLL_MS_CONFIG, 50);
        configs.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
        configs.put("enable.metrics.push", false);
        configs.put("metric.reporters", "");
        configs.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        configs.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MILLIS);
        configs.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), SESSION_MILLIS / 4);
        configs.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 100);
        configs.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        configs.put(StreamsConfig.producerPrefix(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG), DELIVERY_MILLIS);
        configs.put(StreamsConfig.producerPrefix(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG), DELIVERY_MILLIS / 3);
        configs.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_BLOCK_MS_CONFIG), BLOCK_MILLIS);
        configs.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 16 << 20);
        plan.member()
                .ifPresent(member ->
                        configs.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), member));
        configs.putAll(plan.kafka().properties());
        return configs;
    }

    /** Stops, waiting at most some ten seconds for what is in progress. */
    @Override
    public void close() {
        closing.countDown();
        Thread running;
        synchronized (this) {
            running = keeper;
        }
        if (running != null) {
            try {
                running.join(CLOSE.plus(RETRY));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
