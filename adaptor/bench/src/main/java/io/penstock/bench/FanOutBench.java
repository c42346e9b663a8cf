package io.penstock.bench;

import io.penstock.server.logging.Logging;
import io.penstock.server.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * From Publish and PutEvents through filters to a queue, with one, a hundred and a thousand subscriptions or rules, against Kafka's own producer and consumer with the same
 * records on the same broker, in one run. Three figures of each:
 *
 * <ul>
 *   <li><em>quiet</em>: one message at a time, from the start of the request that publishes it to the end of the ReceiveMessage that waited for it;
 *   <li><em>loaded</em>: callers publish in batches of ten; from the request to a plain consumer of the queue's topic, and the rate at which it got them;
 *   <li><em>backlog</em>: a plain producer publishes, faster than anybody matches, and a plain consumer reads the queue's topic: the rate of the topology alone.
 * </ul>
 *
 * <p>Bounded, under four minutes. System properties: {@code seconds} of each load (default 2), {@code rounds} (default 2), {@code callers} (default 16), {@code records} of a
 * backlog (default 20,000), {@code penstock.flags} for the JVM of Penstock.
 */
public final class FanOutBench {

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("seconds", 2));
    private static final int ROUNDS = Integer.getInteger("rounds", 2);
    private static final int CALLERS = Integer.getInteger("callers", 16);
    private static final int RECORDS = Integer.getInteger("records", 20_000);
    private static final int QUIET = Integer.getInteger("quiet", 300);
    private static final List<String> FLAGS = List.of(
            ("-Xmx2g " + System.getProperty("penstock.flags", "")).trim().split(" "));

    private static final double QUIET_GOAL = 30;
    private static final double MATCHING_GOAL = 0.5;

    private final Map<String, List<Double>> figures = new LinkedHashMap<>();
    private final Target penstock;
    private final KafkaProducer<byte[], byte[]> producer;

    private FanOutBench(Target penstock, KafkaProducer<byte[], byte[]> producer) {
        this.penstock = penstock;
        this.producer = producer;
    }

    public static void main(String[] arguments) throws Exception {
        Logging.configure(Settings.defaults());
        Path data = Files.createTempDirectory("penstock-bench");
        try (Target penstock = Target.start(FLAGS, PenstockTarget.class, List.of(data.toString()));
                var producer = new KafkaProducer<>(
                        Map.<String, Object>of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                penstock.bootstrap(),
                                ProducerConfig.ACKS_CONFIG,
                                "all",
                                ProducerConfig.LINGER_MS_CONFIG,
                                1),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            new FanOutBench(penstock, producer).run();
        } finally {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private void run() throws Exception {
        List<FanOutSource> sources = List.of(
                new FanOutSource.Sns(penstock.endpoint(), 1),
                new FanOutSource.Sns(penstock.endpoint(), 100),
                new FanOutSource.Sns(penstock.endpoint(), 1_000),
                new FanOutSource.Bus(penstock.endpoint(), 1),
                new FanOutSource.Bus(penstock.endpoint(), 1_000));
        Map<FanOutSource, SqsCallers> queues = new LinkedHashMap<>();
        for (FanOutSource source : sources) {
            long start = System.nanoTime();
            queues.put(source, SqsCallers.onQueue(penstock.endpoint(), source.queue()));
            source.create();
            System.out.printf("made: %-28s %6.1f s%n", source.title(), seconds(start));
        }
        for (int round = 0; round <= ROUNDS; round++) {
            System.out.println(round == 0 ? "warming up" : "round " + round + " of " + ROUNDS);
            if (round == 1) {
                figures.clear();
            }
            for (FanOutSource source : sources) {
                SqsCallers queue = queues.get(source);
                if (queue != null) {
                    quiet(source, queue);
                    loaded(source);
                    backlog(source, round);
                    queue.purge();
                }
            }
        }
        print(sources);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private void quiet(FanOutSource source, SqsCallers queue) throws Exception {
        Histogram latency = new Histogram();
        try (Load.Caller publish = source.publish(1).make(0);
                HttpLine receiver = new HttpLine(penstock.endpoint())) {
            for (int i = 0; i < QUIET; i++) {
                latency.add(Bench.wakeOnce(queue, publish, receiver));
            }
        }
        note(source, "quiet p50", latency.millis(0.5));
        note(source, "quiet p99", latency.millis(0.99));
    }

    private void loaded(FanOutSource source) throws Exception {
        try (Arrivals arrivals = new Arrivals(penstock.bootstrap(), source.queueTopic())) {
            LongAdder sent = new LongAdder();
            Load.Callers publish = source.publish(FanOutSource.BATCH);
            Duration before = penstock.processorTime();
            long start = System.nanoTime();
            Load.Result published = Load.run(CALLERS, TIME, number -> counted(publish.make(number), sent));
            long last = arrivals.await(sent.sum());
            double micros = penstock.processorTime().minus(before).toNanos() / 1e3 / sent.sum();
            note(source, "loaded acknowledged", published.messages());
            note(source, "loaded rate", sent.sum() / ((last - start) / 1e9));
            note(source, "loaded p50", arrivals.latency().millis(0.5));
            note(source, "loaded p99", arrivals.latency().millis(0.99));
            note(source, "loaded micros", micros);
        }
    }

    private static Load.Caller counted(Load.Caller caller, LongAdder sent) {
        return new Load.Caller() {
            @Override
            public int round() throws Exception {
                int messages = caller.round();
                sent.add(messages);
                return messages;
            }

            @Override
            public void close() throws java.io.IOException {
                caller.close();
            }
        };
    }

    private void backlog(FanOutSource source, int round) throws Exception {
        ProducerRecord<byte[], byte[]> record = source.record();
        note(source, "backlog rate", through(record, source.queueTopic()));
        String raw = "bench-raw-" + source.name + "-" + round;
        try (var admin =
                org.apache.kafka.clients.admin.Admin.create(Map.of("bootstrap.servers", penstock.bootstrap()))) {
            admin.createTopics(List.of(new org.apache.kafka.clients.admin.NewTopic(raw, 1, (short) 1)))
                    .all()
                    .get();
        }
        note(
                source,
                "raw rate",
                through(new ProducerRecord<>(raw, 0, null, record.key(), record.value(), record.headers()), raw));
    }

    /** Records a second, from the first one sent to the last one read at the end. */
    private double through(ProducerRecord<byte[], byte[]> record, String end) throws Exception {
        try (Arrivals arrivals = new Arrivals(penstock.bootstrap(), end)) {
            long start = System.nanoTime();
            Stamp.put(record.value(), Stamp.places(record.value()), start);
            for (int i = 0; i < RECORDS; i++) {
                producer.send(record);
            }
            return RECORDS / ((arrivals.await(RECORDS) - start) / 1e9);
        }
    }

    private void note(FanOutSource source, String what, double figure) {
        System.out.printf("  %-28s %-22s %12.2f%n", source.title(), what, figure);
        figures.computeIfAbsent(key(source, what), missing -> new ArrayList<>()).add(figure);
    }

    private static String key(FanOutSource source, String what) {
        return source.title() + ", " + what;
    }

    private double median(FanOutSource source, String what) {
        List<Double> values = figures.getOrDefault(key(source, what), List.of()).stream()
                .sorted()
                .toList();
        return values.isEmpty() ? 0 : values.get(values.size() / 2);
    }

    private void print(List<FanOutSource> sources) {
        System.out.printf("%nMedians of %d rounds, messages of 1 KB, each delivered once, to a queue%n", ROUNDS);
        FanOutSource one = sources.getFirst();
        for (FanOutSource source : sources) {
            one = source.matchers == 1 ? source : one;
            System.out.println(source.title());
            double quiet = median(source, "quiet p50");
            System.out.printf(
                    "  quiet:   request to the ReceiveMessage that waited: p50 %.1f ms, p99 %.1f ms; to reach: p50 under %.0f ms on an idle"
                            + " machine: %s%n",
                    quiet, median(source, "quiet p99"), QUIET_GOAL, verdict(quiet < QUIET_GOAL));
            System.out.printf(
                    "  loaded:  %d callers, batches of ten: %,.0f a second acknowledged, %,.0f in the queue's topic, request to there p50 %.1f"
                            + " ms, p99 %.1f ms, %.0f us of processor a message%n",
                    CALLERS,
                    median(source, "loaded acknowledged"),
                    median(source, "loaded rate"),
                    median(source, "loaded p50"),
                    median(source, "loaded p99"),
                    median(source, "loaded micros"));
            double rate = median(source, "backlog rate");
            double raw = median(source, "raw rate");
            System.out.printf(
                    "  backlog: %,.0f a second through the topology; raw produce and consume of the same records %,.0f: %.2f of it%n",
                    rate, raw, rate / raw);
            if (source.matchers > 1) {
                double ratio = rate / median(one, "backlog rate");
                System.out.printf(
                        "           %.2f of the rate with one; to reach with 1,000: %.1f: %s%n",
                        ratio, MATCHING_GOAL, verdict(ratio >= MATCHING_GOAL));
            }
        }
    }

    private static String verdict(boolean reached) {
        return reached ? "reached" : "MISSED";
    }
}
