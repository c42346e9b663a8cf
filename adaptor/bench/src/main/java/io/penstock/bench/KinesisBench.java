package io.penstock.bench;

import io.penstock.server.logging.Logging;
import io.penstock.server.settings.Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Kinesis against Kafka's own producer and consumer on the same broker, and against a peer, in one run. Prints medians and ratios.
 *
 * <p>System properties: {@code seconds} of each write measurement (default 2), {@code rounds} (default 2), {@code callers} (default 16), and those of
 * {@link Peer}, which speaks JSON.
 */
public final class KinesisBench {

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("seconds", 2));
    private static final int ROUNDS = Integer.getInteger("rounds", 2);
    private static final int CALLERS = Integer.getInteger("callers", 16);
    private static final int PUSHES = Integer.getInteger("pushes", 200);
    private static final int BATCH = 500;
    private static final double GOAL = 0.6;
    private static final String CPU = ", CPU ms/MiB";

    private final Figures figures = new Figures();

    private KinesisBench() {}

    public static void main(String[] arguments) throws Exception {
        Logging.configure(Settings.defaults());
        Path data = Files.createTempDirectory("penstock-bench");
        try (Target penstock = Target.start(PenstockTarget.class, List.of(data.toString()))) {
            Optional<Peer> peer = Peer.find("--createStreamMs", "10", "--shardLimit", "1000");
            try {
                new KinesisBench().run(penstock, peer);
            } finally {
                peer.ifPresent(Peer::close);
            }
        } finally {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private void run(Target penstock, Optional<Peer> peer) throws Exception {
        for (int round = 0; round <= ROUNDS; round++) {
            System.out.println(round == 0 ? "warming up" : "round " + round + " of " + ROUNDS);
            if (round == 1) {
                figures.forget();
            }
            try (RawKafka kafka = new RawKafka(penstock.bootstrap(), "bench-raw-" + round)) {
                for (int callers : new int[] {1, CALLERS}) {
                    put(penstock, callers, "raw producer", kafka.send(BATCH));
                }
                Spent before = Spent.until(penstock);
                read(penstock, "read, raw consumer", kafka.consumeAll() / 1024, before);
            }
            for (boolean cbor : new boolean[] {true, false}) {
                measure(penstock, cbor ? "CBOR" : "JSON", round);
            }
            if (peer.isPresent()) {
                peer(peer.get().endpoint(), round);
            }
        }
        figures.print(ROUNDS);
        for (String protocol : new String[] {"CBOR", "JSON"}) {
            figures.ratio(
                    "PutRecords, " + CALLERS + " callers, raw producer" + CPU,
                    "PutRecords, " + CALLERS + " callers, Penstock " + protocol + CPU,
                    0);
            figures.ratio("read, raw consumer" + CPU, "GetRecords, Penstock " + protocol + CPU, 0);
            figures.ratio("read, raw consumer" + CPU, "SubscribeToShard, Penstock " + protocol + CPU, 0);
            for (int callers : new int[] {1, CALLERS}) {
                figures.ratio(
                        "PutRecords, " + callers + " callers, Penstock " + protocol,
                        "PutRecords, " + callers + " callers, raw producer",
                        GOAL);
            }
            figures.ratio("GetRecords, Penstock " + protocol, "read, raw consumer", GOAL);
            figures.ratio("SubscribeToShard, Penstock " + protocol, "read, raw consumer", GOAL);
        }
        figures.ratio("PutRecords, 1 callers, Penstock JSON", "PutRecords, 1 callers, peer JSON", 0);
        figures.ratio("GetRecords, Penstock JSON", "GetRecords, peer JSON", 0);
        System.out.println("  put to subscriber: p50 is to be below 10 ms");
    }

    private void measure(Target penstock, String protocol, int round) throws Exception {
        KinesisCallers json = KinesisCallers.onStream(penstock.endpoint(), "bench-" + protocol + "-" + round);
        KinesisCallers stream = protocol.equals("CBOR") ? json.inCbor() : json;
        double stored = 0;
        for (int callers : new int[] {1, CALLERS}) {
            stored += put(penstock, callers, "Penstock " + protocol, stream.put(BATCH));
        }
        // A little less than what was stored, so that the measurement ends.
        long records = (long) (stored * 1024 * 0.9);
        Spent before = Spent.until(penstock);
        read(penstock, "GetRecords, Penstock " + protocol, stored / stream.getAll(), before);
        before = Spent.until(penstock);
        read(
                penstock,
                "SubscribeToShard, Penstock " + protocol,
                records / 1024.0 / stream.subscribeAll(records),
                before);
        Histogram latency = stream.propagation(PUSHES);
        note("put to subscriber, p50 ms, Penstock " + protocol, latency.millis(0.5));
        note("put to subscriber, p99 ms, Penstock " + protocol, latency.millis(0.99));
    }

    /** Processor time of server and driver together: what others do on the machine at the same time does not change it much. */
    private record Spent(long atNanos, Duration processor) {

        static Spent until(Target penstock) {
            Duration own = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
            return new Spent(System.nanoTime(), penstock.processorTime().plus(own));
        }
    }

    /** Puts for a while; MiB that were stored. */
    private double put(Target penstock, int callers, String who, Load.Callers load) throws Exception {
        String name = "PutRecords, " + callers + " callers, " + who;
        Spent before = Spent.until(penstock);
        double rate = rate(callers, load);
        return read(penstock, name, rate, before);
    }

    /** Notes a rate in MiB a second that held since then, and the processor time of a MiB; how many there were. */
    private double read(Target penstock, String name, double rate, Spent before) {
        Spent after = Spent.until(penstock);
        double moved = rate * (after.atNanos() - before.atNanos()) / 1e9;
        note(name, rate);
        note(name + CPU, after.processor().minus(before.processor()).toNanos() / 1e6 / moved);
        return moved;
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
        figures.note(what, figure);
    }
}
