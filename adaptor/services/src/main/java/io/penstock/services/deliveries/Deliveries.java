package io.penstock.services.deliveries;

import io.penstock.kernel.delivery.Delivery;
import io.penstock.kernel.delivery.DeliveryLog;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.kernel.port.Topics.Spec;
import io.penstock.services.deliveries.lane.LaneCommand;
import io.penstock.services.deliveries.lane.LaneMachine;
import io.penstock.services.deliveries.work.Endpoint;
import io.penstock.services.deliveries.work.Undelivered;
import io.penstock.services.deliveries.work.Worker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The log of deliveries and its workers. Create it on every node before the host of the machines starts. Thread-safe. */
public final class Deliveries implements DeliveryLog {

    private static final Duration SEGMENT = Duration.ofHours(1);
    private static final int SEGMENT_BYTES = 128 << 20;

    /** A record of the topic of publications, 512 KiB, in its envelope, in JSON, where a character may take six bytes. */
    private static final int MAXIMUM_RECORD_BYTES = 4 << 20;

    private final Machines machines;
    private final RecordLog log;
    private final Topics topics;
    private final Undelivered undelivered;

    private @Nullable CompletableFuture<Integer> partitions;

    /**
     * What deliveries need of the world.
     *
     * @param random safe for use by many threads
     */
    public record Ports(Machines machines, RecordLog log, Topics topics, InstantSource clock, RandomGenerator random) {}

    private Deliveries(Ports ports, Undelivered undelivered) {
        this.machines = ports.machines();
        this.log = ports.log();
        this.topics = ports.topics();
        this.undelivered = undelivered;
    }

    /** Makes the workers of a node known to the host. */
    public static Deliveries create(Ports ports, Endpoint endpoint) {
        Undelivered undelivered = new Undelivered(ports.log(), ports.topics(), MAXIMUM_RECORD_BYTES);
        Worker.World world = new Worker.World(ports.log(), endpoint, undelivered, ports.clock(), ports.random());
        ports.machines()
                .register(
                        new LaneMachine(),
                        self -> new Worker(self, new TopicPartition(Delivery.TOPIC, partition(self.id())), world));
        return new Deliveries(ports, undelivered);
    }

    /** What was given up on this node. */
    public Undelivered undelivered() {
        return undelivered;
    }

    private static int partition(AggregateId id) {
        return Integer.parseInt(id.key().substring(id.key().indexOf(':') + 1));
    }

    @Override
    public CompletableFuture<Void> open() {
        return partitions().thenApply(count -> null);
    }

    private synchronized CompletableFuture<Integer> partitions() {
        if (partitions == null || partitions.isCompletedExceptionally()) {
            partitions = topics.ensure(new Spec(
                            Delivery.TOPIC,
                            0,
                            Map.of(
                                    "cleanup.policy", "delete",
                                    "message.timestamp.type", "LogAppendTime",
                                    // What is delivered is trimmed; what is not must not get lost.
                                    "retention.ms", "-1",
                                    "retention.bytes", "-1",
                                    "segment.ms", Long.toString(SEGMENT.toMillis()),
                                    "segment.bytes", Integer.toString(SEGMENT_BYTES),
                                    "max.message.bytes", Integer.toString(MAXIMUM_RECORD_BYTES))))
                    .thenCompose(topic -> CompletableFuture.allOf(IntStream.range(0, topic.partitions())
                                    .mapToObj(partition -> machines.submit(
                                            LaneMachine.TYPE, LaneMachine.id(partition), new LaneCommand.Open()))
                                    .toArray(CompletableFuture<?>[]::new))
                            .thenApply(opened -> topic.partitions()));
        }
        return partitions;
    }

    @Override
    public CompletableFuture<Void> send(Delivery delivery) {
        return partitions()
                .thenCompose(count -> log.append(
                        new TopicPartition(
                                Delivery.TOPIC, Math.floorMod(delivery.lane().hashCode(), count)),
                        delivery.record()))
                .thenApply(appended -> null);
    }
}
