package io.penstock.bench;

import io.penstock.server.logging.Logging;
import io.penstock.server.settings.Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Kinesis against Kafka's own producer and consumer on the same broker, and against a peer that is already running, in one run. Prints medians.
 *
 * <p>System properties: {@code seconds} of each write measurement (default 4), {@code rounds} (default 3), {@code callers} (default 16), {@code peer}, the
 * endpoint of another server that speaks Kinesis in JSON, for example {@code http://127.0.0.1:4567}.
 */
public final class KinesisBench {

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("seconds", 4));
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int CALLERS = Integer.getInteger("callers", 16);
    private static final int PUSHES = Integer.getInteger("pushes", 200);
    private static final int BATCH = 500;

    private final Map<String, List<Double>> figures = new LinkedHashMap<>();

    private KinesisBench() {}

    public static void main(String[] arguments) throws Exception {
        Logging.configure(Settings.defaults());
        Path data = Files.createTempDirectory("penstock-bench");
        try (Target penstock = Target.start(PenstockTarget.class, List.of(data.toString()))) {
            new KinesisBench().run(penstock);
        } finally {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private void run(Target penstock) throws Exception {
        for (int round = 0; round <= ROUNDS; round++) {
            System.out.println(round == 0 ? "warming up" : "round " + round + " of " + ROUNDS);
            if (round == 1) {
                figures.clear();
            }
            try (RawKafka kafka = new RawKafka(penstock.bootstrap(), "bench-raw-" + round)) {
                for (int callers : new int[] {1, CALLERS}) {
                    note("PutRecords, " + callers + " callers, raw producer", rate(callers, kafka.send(BATCH)));
                }
                note("read, raw consumer", kafka.consumeAll() / 1024);
            }
            for (boolean cbor : new boolean[] {true, false}) {
                measure(penstock.endpoint(), cbor ? "CBOR" : "JSON", round);
            }
            String peer = System.getProperty("peer");
            if (peer != null) {
                peer(URI.create(peer), round);
            }
        }
        System.out.printf("%nMedians of %d rounds%n", ROUNDS);
        figures.forEach((name, values) -> System.out.printf(
                "  %-55s %10.2f%n", name, values.stream().sorted().toList().get(values.size() / 2)));
    }

    private void measure(URI endpoint, String protocol, int round) throws Exception {
        KinesisCallers json = KinesisCallers.onStream(endpoint, "bench-" + protocol + "-" + round);
        KinesisCallers stream = protocol.equals("CBOR") ? json.inCbor() : json;
        double stored = 0;
        for (int callers : new int[] {1, CALLERS}) {
            long start = System.nanoTime();
            double rate = rate(callers, stream.put(BATCH));
            stored += rate * (System.nanoTime() - start) / 1e9;
            note("PutRecords, " + callers + " callers, Penstock " + protocol, rate);
        }
        // A little less than what was stored, so that the measurement ends.
        long records = (long) (stored * 1024 * 0.9);
        note("GetRecords, Penstock " + protocol, stored / stream.getAll());
        note("SubscribeToShard, Penstock " + protocol, records / 1024.0 / stream.subscribeAll(records));
        Histogram latency = stream.propagation(PUSHES);
        note("put to subscriber, p50 ms, Penstock " + protocol, latency.millis(0.5));
        note("put to subscriber, p99 ms, Penstock " + protocol, latency.millis(0.99));
    }

    private void peer(URI endpoint, int round) throws Exception {
        KinesisCallers stream = KinesisCallers.onStream(endpoint, "bench-" + round);
        double rate = rate(1, stream.put(BATCH));
        note("PutRecords, 1 callers, peer JSON", rate);
        note("GetRecords, peer JSON", rate * TIME.toSeconds() / stream.getAll());
    }

    /** MiB a second. */
    private static double rate(int callers, Load.Callers what) throws Exception {
        return Load.run(callers, TIME, what).messages() / 1024;
    }

    private void note(String what, double figure) {
        System.out.printf("  %-55s %10.2f%n", what, figure);
        figures.computeIfAbsent(what, missing -> new ArrayList<>()).add(figure);
    }
}
