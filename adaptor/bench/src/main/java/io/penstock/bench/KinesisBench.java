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
import java.util.concurrent.atomic.AtomicReference;
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
    private static final int RECORD_BYTES = KinesisCallers.RECORD_BYTES;
    private static final double MEBI = 1 << 20;

    /** Large records: each call has a mebibyte of them. */
    private static final int LARGE_CALLERS = 100;

    private static final int LARGE_BATCH = 4;
    private static final int LARGE_BYTES = 256 << 10;
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
                AtomicReference<Spent> before = new AtomicReference<>(Spent.until(penstock));
                RawKafka.Consumed consumed = kafka.consumeAll(() -> before.set(Spent.until(penstock)));
                read(
                        penstock,
                        "read, raw consumer",
                        new Moved(consumed.records() * RECORD_BYTES / MEBI, consumed.seconds()),
                        before.get());
            }
            for (boolean cbor : new boolean[] {true, false}) {
                measure(penstock, cbor ? "CBOR" : "JSON", round);
            }
            large(penstock, round);
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
        for (int callers : new int[] {1, CALLERS}) {
            put(penstock, callers, "Penstock " + protocol, stream.put(BATCH, RECORD_BYTES));
        }
        AtomicReference<Spent> before = new AtomicReference<>(Spent.until(penstock));
        Runnable begins = () -> before.set(Spent.until(penstock));
        long stored = stream.stored();
        double seconds = stream.getAll(begins);
        read(
                penstock,
                "GetRecords, Penstock " + protocol,
                new Moved(stored * RECORD_BYTES / MEBI, seconds),
                before.get());
        // A little less than what was stored, so that the measurement ends.
        long records = stored * 9 / 10;
        seconds = stream.subscribeAll(records, begins);
        read(
                penstock,
                "SubscribeToShard, Penstock " + protocol,
                new Moved(records * RECORD_BYTES / MEBI, seconds),
                before.get());
        Histogram latency = stream.propagation(PUSHES);
        note("put to subscriber, p50 ms, Penstock " + protocol, latency.millis(0.5));
        note("put to subscriber, p99 ms, Penstock " + protocol, latency.millis(0.99));
    }

    /** Processor time of server and driver together: what others do on the machine at the same time does not change it much. */
    private record Spent(Duration processor) {

        static Spent until(Target penstock) {
            Duration own = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
            return new Spent(penstock.processorTime().plus(own));
        }
    }

    /** Data of records, without keys and numbers. */
    private record Moved(double mebibytes, double seconds) {}

    /** Puts for a while. */
    private void put(Target penstock, int callers, String who, Load.Callers load) throws Exception {
        Spent before = Spent.until(penstock);
        Load.Result result = Load.run(callers, TIME, load);
        double seconds = result.latency().count() / Math.max(result.rounds(), 1e-9);
        read(
                penstock,
                "PutRecords, " + callers + " callers, " + who,
                new Moved(result.messages() * seconds * RECORD_BYTES / MEBI, seconds),
                before);
    }

    /** Notes the rate in MiB a second, and the processor time of a MiB since then. */
    private void read(Target penstock, String name, Moved moved, Spent before) {
        Spent after = Spent.until(penstock);
        note(name, moved.mebibytes() / moved.seconds());
        note(
                name + CPU,
                after.processor().minus(before.processor()).toNanos() / 1e6 / Math.max(moved.mebibytes(), 1e-9));
    }

    /** A hundred callers of records of 256 KB; how large the server is afterwards tells whether its memory is bounded. */
    private void large(Target penstock, int round) throws Exception {
        KinesisCallers stream = KinesisCallers.onStream(penstock.endpoint(), "bench-large-" + round)
                .inCbor();
        Load.Result result = Load.run(LARGE_CALLERS, TIME, stream.put(LARGE_BATCH, LARGE_BYTES));
        note(
                "PutRecords, " + LARGE_CALLERS + " callers of 256 KB records, Penstock CBOR",
                result.messages() * LARGE_BYTES / MEBI);
        note("the server's memory at most, MiB", penstock.peakMemory() / MEBI);
    }

    private void peer(URI endpoint, int round) throws Exception {
        KinesisCallers stream = KinesisCallers.onStream(endpoint, "bench-" + round);
        double messages = Load.run(1, TIME, stream.put(BATCH, RECORD_BYTES)).messages();
        note("PutRecords, 1 callers, peer JSON", messages * RECORD_BYTES / MEBI);
        double seconds = stream.getAll(() -> {});
        note("GetRecords, peer JSON", stream.stored() * RECORD_BYTES / MEBI / seconds);
    }

    private void note(String what, double figure) {
        figures.note(what, figure);
    }
}
