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
 * DynamoDB's single-item operations and transactions of two items against Kafka's own producer on the same broker, and against a peer that is already running, in one run. Prints
 * medians.
 *
 * <p>System properties: {@code seconds} of each measurement (default 4), {@code rounds} (default 3), {@code callers} (default 64), {@code items} of the
 * table (default 100,000), {@code peer}, the endpoint of another server that speaks DynamoDB's protocol, for example {@code http://127.0.0.1:4567}.
 */
public final class DynamoBench {

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("seconds", 4));
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int CALLERS = Integer.getInteger("callers", 64);
    private static final int ITEMS = Integer.getInteger("items", 100_000);

    private final Map<String, List<Double>> figures = new LinkedHashMap<>();

    private DynamoBench() {}

    public static void main(String[] arguments) throws Exception {
        Logging.configure(Settings.defaults());
        Path data = Files.createTempDirectory("penstock-bench");
        try (Target penstock = Target.start(PenstockTarget.class, List.of(data.toString()))) {
            new DynamoBench().run(penstock);
        } finally {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private void run(Target penstock) throws Exception {
        String peer = System.getProperty("peer");
        DynamoCallers own = table(penstock.endpoint());
        DynamoCallers others = peer == null ? null : table(URI.create(peer));
        for (int round = 0; round <= ROUNDS; round++) {
            System.out.println(round == 0 ? "warming up" : "round " + round + " of " + ROUNDS);
            if (round == 1) {
                figures.clear();
            }
            for (int callers : new int[] {1, CALLERS}) {
                try (RawKafka kafka = new RawKafka(penstock.bootstrap(), "bench-raw-" + round + "-" + callers)) {
                    measure("raw append of 1 KB", callers, "Kafka", kafka.send(1));
                }
                measure(callers, "Penstock", own);
                if (others != null) {
                    measure(callers, "peer", others);
                }
            }
        }
        System.out.printf("%nMedians of %d rounds%n", ROUNDS);
        figures.forEach((name, values) -> System.out.printf(
                "  %-60s %10.2f%n", name, values.stream().sorted().toList().get(values.size() / 2)));
    }

    private static DynamoCallers table(URI endpoint) throws Exception {
        DynamoCallers table = new DynamoCallers(endpoint, "bench");
        table.create();
        table.load(0, ITEMS);
        return table;
    }

    private void measure(int callers, String who, DynamoCallers table) throws Exception {
        measure("PutItem", callers, who, table.put(ITEMS));
        measure("GetItem, consistent", callers, who, table.get(ITEMS));
        measure("UpdateItem, compare and set", callers, who, table.compareAndSet());
        measure("TransactWriteItems of two items", callers, who, table.transact());
    }

    private void measure(String what, int callers, String who, Load.Callers load) throws Exception {
        Load.Result result = Load.run(callers, TIME, load);
        String name = what + ", " + callers + (callers == 1 ? " caller, " : " callers, ") + who;
        note(name + ", calls/s", result.rounds());
        note(name + ", p50 ms", result.latency().millis(0.5));
        note(name + ", p99 ms", result.latency().millis(0.99));
    }

    private void note(String what, double figure) {
        System.out.printf("  %-60s %10.2f%n", what, figure);
        figures.computeIfAbsent(what, missing -> new ArrayList<>()).add(figure);
    }
}
