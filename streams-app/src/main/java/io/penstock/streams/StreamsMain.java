package io.penstock.streams;

import io.penstock.streams.runtime.StreamsPlan;
import io.penstock.streams.runtime.StreamsPlan.Guarantee;
import io.penstock.streams.runtime.StreamsRuntime;
import io.penstock.streams.sns.SnsTopology;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Runs the topologies as a process of its own, beside the servers of a cluster. All processes with the same Kafka and prefix share the work, the servers' own
 * topologies included.
 *
 * <p>Arguments are {@code name=value}: {@code bootstrap.servers} and {@code state.dir} (a directory of this process alone), both required; {@code topic.prefix};
 * {@code endpoint} (under which the servers are reached, for links in messages whose publisher says none); and {@code kafka.<property>} for Kafka's clients.
 */
public final class StreamsMain {

    private static final String KAFKA = "kafka.";

    private StreamsMain() {}

    /** Runs until the process is told to end. */
    public static void main(String[] arguments) throws InterruptedException {
        Map<String, String> given = new HashMap<>();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            given.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        StreamsRuntime runtime = sns(given);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("penstock-stop").unstarted(() -> {
                    runtime.close();
                    ended.countDown();
                }));
        runtime.start();
        ended.await();
    }

    private static StreamsRuntime sns(Map<String, String> given) {
        Map<String, String> properties = new HashMap<>();
        given.forEach((name, value) -> {
            if (name.startsWith(KAFKA)) {
                properties.put(name.substring(KAFKA.length()), value);
            }
        });
        String prefix = given.getOrDefault("topic.prefix", "");
        String endpoint = given.getOrDefault("endpoint", "http://localhost:4566");
        StreamsPlan plan = new StreamsPlan(
                SnsTopology.NAME,
                new StreamsPlan.Kafka(required(given, "bootstrap.servers"), properties),
                prefix,
                Path.of(required(given, "state.dir")),
                Guarantee.AT_LEAST_ONCE,
                Optional.empty());
        return new StreamsRuntime(plan, () -> SnsTopology.create(prefix, endpoint));
    }

    private static String required(Map<String, String> given, String name) {
        String value = given.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the argument " + name + "=... is missing");
        }
        return value;
    }
}
