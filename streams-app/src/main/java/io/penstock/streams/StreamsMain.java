package io.penstock.streams;

import io.penstock.streams.events.EventsTopology;
import io.penstock.streams.runtime.AwaitedTopics;
import io.penstock.streams.runtime.StreamsPlan;
import io.penstock.streams.runtime.StreamsPlan.Guarantee;
import io.penstock.streams.runtime.StreamsRuntime;
import io.penstock.streams.sns.SnsTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Runs the topologies as a process of its own, beside the servers of a cluster. All processes with the same Kafka and prefix share the work, the servers' own
 * topologies included. {@link StreamsArguments} says what it is told. Each topology starts when the topic that it reads is there.
 */
public final class StreamsMain {

    private static final String LOGGING = "io/penstock/streams/logback-streams.xml";

    private StreamsMain() {}

    /**
     * Runs until the process is told to end.
     *
     * @throws IllegalArgumentException for arguments that are none
     */
    public static void main(String[] arguments) throws InterruptedException {
        // Before anybody asks for a logger; an operator's own configuration wins.
        System.getProperties().putIfAbsent("logback.configurationFile", LOGGING);
        StreamsArguments given = StreamsArguments.parse(arguments);
        List<AutoCloseable> running = new ArrayList<>();
        for (String name : given.topologies()) {
            StreamsRuntime runtime = runtime(name, given);
            String topic = given.topicPrefix()
                    + (name.equals(SnsTopology.NAME) ? SnsTopology.PUBLICATIONS : EventsTopology.ENTRIES);
            running.add(new AwaitedTopics(given.kafka(), topic, runtime::start));
            running.add(runtime);
        }
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("penstock-stop").unstarted(() -> {
                    running.forEach(StreamsMain::close);
                    ended.countDown();
                }));
        ended.await();
    }

    private static StreamsRuntime runtime(String name, StreamsArguments given) {
        StreamsPlan plan = new StreamsPlan(
                name, given.kafka(), given.topicPrefix(), given.stateDir(), Guarantee.AT_LEAST_ONCE, Optional.empty());
        return switch (name) {
            case SnsTopology.NAME ->
                new StreamsRuntime(plan, missing -> SnsTopology.create(given.topicPrefix(), given.endpoint(), missing));
            case EventsTopology.NAME ->
                new StreamsRuntime(plan, missing -> EventsTopology.create(given.topicPrefix(), missing));
            default -> throw new IllegalArgumentException("no topology " + name);
        };
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot be closed: " + closeable, e);
        }
    }
}
