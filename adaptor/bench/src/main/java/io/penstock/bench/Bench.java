package io.penstock.bench;

import io.penstock.server.logging.Logging;
import io.penstock.server.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs every workload against every target in turn and prints medians, ratios and goals. One server has load at a time; the others are idle.
 *
 * <p>The full cycle comes first and keeps one queue per server from the first second of its warm-up to its last round. Every other workload has a round
 * that is not counted before those that are; the no-op and what is held against it get a warm-up besides.
 *
 * <p>System properties: {@code rounds} (default 3), {@code warmup} of the full cycle and of the no-op in seconds (60), {@code cycle.seconds} of each of its rounds (15),
 * {@code seconds} of each other measurement (3), {@code callers} (64), {@code heap} ({@code -Xmx2g}) of both servers, {@code only} one part:
 * {@code sends}, {@code drains}, {@code empties}, {@code cycles} or {@code wakeups}; {@code penstock.flags} for the JVM of Penstock, such as
 * {@code -XX:StartFlightRecording=filename=penstock.jfr}.
 */
public final class Bench {

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("seconds", 3));
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("warmup", 60));
    private static final Duration CYCLE_TIME = Duration.ofSeconds(Integer.getInteger("cycle.seconds", 15));
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int CALLERS = Integer.getInteger("callers", 64);
    private static final int FEW_CALLERS = 16;
    private static final int MANY_CALLERS = 256;
    private static final int WAKE_UPS = Integer.getInteger("wakeups", 200);
    private static final String HEAP = System.getProperty("heap", "-Xmx2g");
    private static final String FLAGS = HEAP + " " + System.getProperty("penstock.flags", "");
    private static final String ONLY = System.getProperty("only", "");
    private static final String ELASTIC_MQ = "ElasticMQ";

    private final Report report = new Report(List.of(
            new Report.Goal("SendMessage 1 KB, " + CALLERS, "no-op", 0.75),
            new Report.Goal("SendMessageBatch", "raw Kafka", 0.5),
            new Report.Goal("send, receive, delete", ELASTIC_MQ, 2),
            new Report.Goal("send to long-poll wake-up", Report.OWN, 5)));

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        Logging.configure(Settings.defaults());
        Path data = Files.createTempDirectory("penstock-bench");
        Path root = Path.of(System.getProperty("root"));
        try (Target noop = Target.start(NoopTarget.class, List.of());
                Target penstock = Servers.penstock(root, data, FLAGS);
                Target elasticMq = Servers.elasticMq(System.getProperty("elasticmq.classpath"), HEAP);
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
        if (isWanted("cycles")) {
            cycles(penstock, elasticMq);
        }
        for (int round = ONLY.equals("cycles") ? ROUNDS + 1 : 0; round <= ROUNDS; round++) {
            report.say(round == 0 ? "warming up" : "round " + round + " of " + ROUNDS);
            if (isWanted("sends")) {
                sends(noop, penstock, elasticMq, kafka, round);
            }
            if (isWanted("drains")) {
                drains(penstock, Report.OWN, round);
                drains(elasticMq, ELASTIC_MQ, round);
            }
            if (isWanted("empties")) {
                empties(penstock, Report.OWN, round);
                empties(elasticMq, ELASTIC_MQ, round);
            }
            if (isWanted("wakeups")) {
                wakeUp(penstock, Report.OWN, round);
                wakeUp(elasticMq, ELASTIC_MQ, round);
            }
            if (isWanted("sends")) {
                RawKafka.Consumed consumed = kafka.consumeAll(() -> {});
                told(
                        round,
                        "raw consumer, everything once",
                        "raw Kafka",
                        new Load.Result(0, consumed.records() / consumed.seconds(), new Histogram(), 0));
            }
        }
        report.print(ROUNDS);
    }

    private void told(int round, String workload, String target, Load.Result result) {
        if (round == 0) {
            report.warmUp(workload, target, result);
        } else {
            report.load(workload, target, result);
        }
    }

    /** Both on one queue all the time: a server that keeps what was deleted for a while has it in its heap, as in anybody's use. */
    private void cycles(Target penstock, Target elasticMq) throws Exception {
        report.say("full cycle: each server warms up for " + WARM_UP.toSeconds() + " s, then they take turns of "
                + CYCLE_TIME.toSeconds() + " s");
        List<Contender> contenders = List.of(
                new Contender(ELASTIC_MQ, elasticMq, SqsCallers.onQueue(elasticMq.endpoint(), "bench-cycle")),
                new Contender(Report.OWN, penstock, SqsCallers.onQueue(penstock.endpoint(), "bench-cycle")));
        for (Contender one : contenders) {
            report.warmUp(cycleName(FEW_CALLERS), one.name, one.cycle(FEW_CALLERS, WARM_UP));
        }
        for (int callers : new int[] {FEW_CALLERS, CALLERS, MANY_CALLERS}) {
            for (int round = 1; round <= ROUNDS; round++) {
                for (Contender one : contenders) {
                    report.load(cycleName(callers), one.name, one.cycle(callers, CYCLE_TIME));
                }
            }
        }
    }

    /** A server and the queue that it keeps through the full cycle. */
    private record Contender(String name, Target server, SqsCallers queue) {

        Load.Result cycle(int callers, Duration time) throws Exception {
            return loaded(server, callers, time, queue.cycleOfTen());
        }
    }

    private static String cycleName(int callers) {
        return "send, receive, delete in batches of 10, " + callers + " callers";
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
        if (round == 0) {
            // What is compared must have been compiled alike: a no-op that is still cold flatters the server beside it.
            Load.run(CALLERS, WARM_UP, fresh(noop, "warm", round).send());
            Load.run(CALLERS, WARM_UP, fresh(penstock, "warm", round).send());
        }
        for (int callers : new int[] {1, CALLERS}) {
            String name = "SendMessage 1 KB, " + callers + " callers";
            told(
                    round,
                    name,
                    "no-op",
                    loaded(noop, callers, fresh(noop, "one", round).send()));
            told(
                    round,
                    name,
                    Report.OWN,
                    loaded(
                            penstock,
                            callers,
                            fresh(penstock, "one" + callers, round).send()));
            told(round, name, "raw Kafka", Load.run(callers, TIME, kafka.send(1)));
            told(
                    round,
                    name,
                    ELASTIC_MQ,
                    loaded(
                            elasticMq,
                            callers,
                            fresh(elasticMq, "one" + callers, round).send()));
        }
        String name = "SendMessageBatch x10 of 1 KB, " + CALLERS + " callers";
        told(
                round,
                name,
                Report.OWN,
                loaded(penstock, CALLERS, fresh(penstock, "ten", round).sendTen()));
        told(round, name, "raw Kafka", Load.run(CALLERS, TIME, kafka.send(10)));
        told(
                round,
                name,
                ELASTIC_MQ,
                loaded(elasticMq, CALLERS, fresh(elasticMq, "ten", round).sendTen()));
    }

    /** Drains queues that the measurement itself filled first, so that no receive is empty. */
    private void drains(Target server, String target, int round) throws Exception {
        for (int max : new int[] {1, 10}) {
            SqsCallers queue = fresh(server, "drain" + max, round);
            Load.run(CALLERS, TIME.multipliedBy(2), queue.sendTen());
            told(
                    round,
                    "ReceiveMessage + delete x" + max + ", " + CALLERS + " callers",
                    target,
                    loaded(server, CALLERS, TIME.dividedBy(2), queue.receiveAndDelete(max)));
        }
    }

    /** Receives that do not wait, as a consumer's are who never heard of long polls. */
    private void empties(Target server, String target, int round) throws Exception {
        SqsCallers queue = fresh(server, "empty", round);
        for (int callers : new int[] {1, CALLERS}) {
            String name = "ReceiveMessage of an empty queue, " + callers + " callers";
            told(round, name, target, loaded(server, callers, queue.receiveNothing()));
        }
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
        told(round, "send to long-poll wake-up, 1 consumer", target, new Load.Result(0, 0, latency, 0));
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
}
