package io.penstock.bench;

import io.penstock.server.logging.Logging;
import io.penstock.server.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs every workload against every target in turn, several rounds, and prints medians and ratios. Bounded: about
 * {@code rounds × workloads × targets × seconds}.
 *
 * <p>System properties: {@code seconds} of each measurement (default 4), {@code rounds} (default 3), {@code callers} (default 64),
 * {@code only} one part: {@code sends}, {@code drains}, {@code cycles} or {@code wakeups}; {@code penstock.flags} for the JVM of Penstock, such as
 * {@code -XX:StartFlightRecording=filename=penstock.jfr}.
 */
public final class Bench {

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("seconds", 4));
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int CALLERS = Integer.getInteger("callers", 64);
    private static final int CYCLE_CALLERS = Integer.getInteger("cycle.callers", 16);
    private static final int WAKE_UPS = Integer.getInteger("wakeups", 200);
    private static final List<String> FLAGS = List.of(
            ("-Xmx2g " + System.getProperty("penstock.flags", "")).trim().split(" "));
    private static final String ONLY = System.getProperty("only", "");

    private final Report report = new Report();

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        Logging.configure(Settings.defaults());
        Path data = Files.createTempDirectory("penstock-bench");
        try (Target noop = Target.start(NoopTarget.class, List.of());
                Target penstock = Target.start(FLAGS, PenstockTarget.class, List.of(data.toString()));
                Target elasticMq = Target.start(ElasticMqTarget.class, List.of());
                RawKafka kafka = new RawKafka(penstock.bootstrap(), "bench-raw")) {
            new Bench().run(noop, penstock, elasticMq, kafka);
        } finally {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private void run(Target noop, Target penstock, Target elasticMq, RawKafka kafka) throws Exception {
        for (int round = 0; round <= ROUNDS; round++) {
            // Round 0 warms up every path and is thrown away.
            report.startRound(round);
            if (isWanted("sends")) {
                sends(noop, penstock, elasticMq, kafka, round);
            }
            if (isWanted("drains")) {
                drains(penstock, "Penstock", round);
                drains(elasticMq, "ElasticMQ", round);
            }
            if (isWanted("cycles")) {
                cycles(penstock, elasticMq, round);
            }
            if (isWanted("wakeups")) {
                wakeUp(penstock, "Penstock", round);
                wakeUp(elasticMq, "ElasticMQ", round);
            }
            if (isWanted("sends")) {
                report.rate("raw consumer, everything once", "raw Kafka", kafka.consumeAll());
            }
        }
        report.print();
    }

    private static Load.Result loaded(Target server, int callers, Load.Callers make) throws Exception {
        return loaded(server, callers, TIME, make);
    }

    /** With the processor time that the server spent. */
    private static Load.Result loaded(Target server, int callers, Duration time, Load.Callers make) throws Exception {
        Duration before = server.processorTime();
        Load.Result result = Load.run(callers, time, make);
        return result.withProcessorTime(server.processorTime().minus(before));
    }

    private static boolean isWanted(String part) {
        return ONLY.isEmpty() || ONLY.equals(part);
    }

    private void sends(Target noop, Target penstock, Target elasticMq, RawKafka kafka, int round) throws Exception {
        for (int callers : new int[] {1, CALLERS}) {
            String name = "SendMessage 1 KB, " + callers + " callers";
            report.load(
                    name,
                    "no-op",
                    loaded(noop, callers, fresh(noop, "one", round).send()));
            report.load(
                    name,
                    "Penstock",
                    loaded(
                            penstock,
                            callers,
                            fresh(penstock, "one" + callers, round).send()));
            report.load(name, "raw Kafka", Load.run(callers, TIME, kafka.send(1)));
            report.load(
                    name,
                    "ElasticMQ",
                    loaded(
                            elasticMq,
                            callers,
                            fresh(elasticMq, "one" + callers, round).send()));
        }
        String name = "SendMessageBatch x10 of 1 KB, " + CALLERS + " callers";
        report.load(
                name,
                "Penstock",
                loaded(penstock, CALLERS, fresh(penstock, "ten", round).sendTen()));
        report.load(name, "raw Kafka", Load.run(CALLERS, TIME, kafka.send(10)));
        report.load(
                name,
                "ElasticMQ",
                loaded(elasticMq, CALLERS, fresh(elasticMq, "ten", round).sendTen()));
    }

    /** Drains queues that the measurement itself filled first, so that no receive is empty. */
    private void drains(Target server, String target, int round) throws Exception {
        for (int max : new int[] {1, 10}) {
            SqsCallers queue = fresh(server, "drain" + max, round);
            Load.run(CALLERS, TIME.multipliedBy(2), queue.sendTen());
            report.load(
                    "ReceiveMessage + delete x" + max + ", " + CALLERS + " callers",
                    target,
                    loaded(server, CALLERS, TIME.dividedBy(2), queue.receiveAndDelete(max)));
        }
    }

    private void cycles(Target penstock, Target elasticMq, int round) throws Exception {
        String name = "send, receive, delete in batches of 10, " + CYCLE_CALLERS + " callers";
        report.load(
                name,
                "Penstock",
                loaded(penstock, CYCLE_CALLERS, fresh(penstock, "cycle", round).cycleOfTen()));
        report.load(
                name,
                "ElasticMQ",
                loaded(
                        elasticMq,
                        CYCLE_CALLERS,
                        fresh(elasticMq, "cycle", round).cycleOfTen()));
    }

    /** From the start of SendMessage to the return of the long poll that waited for it. */
    private void wakeUp(Target server, String target, int round) throws Exception {
        SqsCallers queue = fresh(server, "wake", round);
        Histogram latency = new Histogram();
        try (Load.Caller send = queue.send().make(0);
                HttpLine receiver = new HttpLine(server.endpoint())) {
            for (int i = 0; i < WAKE_UPS; i++) {
                latency.add(wakeOnce(queue, send, receiver));
            }
        }
        report.load("send to long-poll wake-up, 1 consumer", target, new Load.Result(0, 0, latency, 0));
    }

    static long wakeOnce(SqsCallers queue, Load.Caller send, HttpLine receiver) throws Exception {
        var received = new java.util.concurrent.FutureTask<>(() -> queue.receiveOne(receiver));
        Thread.ofVirtual().start(received);
        // The poll must be parked before the send; 15 ms is long for loopback and short for the run.
        java.util.concurrent.locks.LockSupport.parkNanos(15_000_000);
        long start = System.nanoTime();
        send.round();
        return received.get() - start;
    }

    private static SqsCallers fresh(Target server, String name, int round) throws IOException {
        return SqsCallers.onQueue(server.endpoint(), "bench-" + name + "-" + round);
    }

    /** All measurements, printed as one table with ratios. */
    private static final class Report {

        private record Row(String workload, String target, Load.Result result) {}

        private final List<Row> rows = new ArrayList<>();

        void startRound(int round) {
            System.out.println(round == 0 ? "warming up" : "round " + round + " of " + ROUNDS);
            if (round == 1) {
                rows.clear();
            }
        }

        void load(String workload, String target, Load.Result result) {
            rows.add(new Row(workload, target, result));
            System.out.printf("  %-58s %-10s %s%n", workload, target, result.line());
        }

        void rate(String workload, String target, double perSecond) {
            load(workload, target, new Load.Result(0, perSecond, new Histogram(), 0));
        }

        void print() {
            System.out.printf("%nMedians of %d rounds%n", ROUNDS);
            List<String> workloads = rows.stream().map(Row::workload).distinct().toList();
            for (String workload : workloads) {
                System.out.println(workload);
                List<String> targets = rows.stream()
                        .filter(row -> row.workload.equals(workload))
                        .map(Row::target)
                        .distinct()
                        .toList();
                double own = rate(workload, "Penstock");
                for (String target : targets) {
                    double rate = rate(workload, target);
                    String ratio = target.equals("Penstock") || rate == 0 || own == 0
                            ? ""
                            : String.format("  Penstock is %.2f of it", own / rate);
                    System.out.printf(
                            "  %-10s %,10.0f msgs/s  p50 %7.2f ms  p99 %7.2f ms  %6.1f us/msg%s%n",
                            target,
                            rate,
                            quantile(workload, target, 0.5),
                            quantile(workload, target, 0.99),
                            median(workload, target, Load.Result::processorMicros),
                            ratio);
                }
            }
        }

        private double rate(String workload, String target) {
            return median(workload, target, result -> result.messages());
        }

        private double quantile(String workload, String target, double quantile) {
            return median(workload, target, result -> result.latency().millis(quantile));
        }

        private double median(String workload, String target, java.util.function.ToDoubleFunction<Load.Result> figure) {
            double[] values = rows.stream()
                    .filter(row -> row.workload.equals(workload) && row.target.equals(target))
                    .map(Row::result)
                    .mapToDouble(figure)
                    .sorted()
                    .toArray();
            return values.length == 0 ? 0 : values[values.length / 2];
        }
    }
}
