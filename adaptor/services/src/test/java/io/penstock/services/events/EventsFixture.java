package io.penstock.services.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.delivery.Delivery;
import io.penstock.kernel.delivery.DeliveryLog;
import io.penstock.kernel.delivery.Destinations;
import io.penstock.kernel.memory.MemoryOptions;
import io.penstock.kernel.memory.MemoryWorld;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics.Topic;
import io.penstock.services.events.connection.Outside;
import io.penstock.services.events.connection.Secrets;
import io.penstock.services.events.entry.Entries;
import io.penstock.services.events.rules.EventsLimits;
import io.penstock.services.events.rules.Matching;
import io.penstock.wire.DeveloperCallers;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireLimits;
import io.penstock.wire.WireSettings;
import io.penstock.wire.inprocess.InProcessClients;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;

/** EventBridge on the memory ports, without its routing. The clock stands still until the world is advanced. */
public final class EventsFixture implements AutoCloseable {

    private static final int RECORDS = 100_000;
    private static final int BYTES = 1 << 26;

    public final MemoryWorld world = new MemoryWorld(MemoryOptions.threaded());
    private final ServiceDefinition definition;
    private final Outside outside;

    /** Without keys: connections are refused. */
    public EventsFixture() {
        this(List::of);
    }

    /** @param keys that secrets of connections are encrypted with, the first one, or were */
    public EventsFixture(Supplier<List<byte[]>> keys) {
        outside =
                Outside.create(world.catalog(), world.machines(), new Secrets(keys, new SecureRandom()), world.clock());
        definition = EventBridge.create(
                        new EventBridge.Ports(
                                world.machines(),
                                world.recordLog(),
                                world.topics(),
                                world.catalog(),
                                new NoDeliveries(),
                                outside),
                        new Matching(
                                (pattern, event) -> true,
                                pattern -> {},
                                pattern -> false,
                                path -> true,
                                detail -> false),
                        new EventBridge.Chance(world.clock(), world.random()),
                        EventsLimits.AWS)
                .definition();
    }

    private static final class NoDeliveries implements DeliveryLog {

        @Override
        public CompletableFuture<Void> open() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> send(Delivery delivery) {
            throw new IllegalStateException("nothing is delivered here: " + delivery);
        }
    }

    /** How calls of API destinations are made. */
    public Destinations calls() {
        return outside.calls();
    }

    /** A client of an account. */
    public EventBridgeClient client(String account) {
        return client(account, Region.DEFAULT);
    }

    /** A client of an account in a Region. */
    public EventBridgeClient client(String account, Region region) {
        return new InProcessClients(
                        List.of(definition),
                        new WireSettings(
                                new DeveloperCallers(new AccountId(account), region),
                                world.clock(),
                                world.random(),
                                WireLimits.DEFAULT,
                                call -> {}))
                .client(EventBridgeClient.class, "http://localhost:4566");
    }

    /** A record of the topic of entries. */
    public record Put(String bus, String event) {}

    /** All that was put to buses, in no order. */
    public List<Put> put() {
        List<Put> put = new ArrayList<>();
        Topic topic = get(world.topics().find(Entries.TOPIC)).orElseThrow();
        for (int partition = 0; partition < topic.partitions(); partition++) {
            for (LogRecord record :
                    get(world.recordLog().read(new TopicPartition(Entries.TOPIC, partition), 0, RECORDS, BYTES))) {
                put.add(new Put(
                        record.header("events.bus-arn").orElseThrow().text(), new String(record.value(), UTF_8)));
            }
        }
        return put;
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        outside.close();
        world.close();
    }

    /** Makes a call that is refused with a code, or with none: then it is not refused. */
    public static void ask(String refusal, Runnable call) {
        String code = "";
        try {
            call.run();
        } catch (EventBridgeException e) {
            code = e.awsErrorDetails().errorCode();
        }
        assertThat(code).isEqualTo(refusal);
    }
}
