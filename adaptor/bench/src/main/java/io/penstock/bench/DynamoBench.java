package io.penstock.bench;

import io.penstock.server.logging.Logging;
import io.penstock.server.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * DynamoDB's single-item operations and transactions of two items against Kafka's own producer on the same broker, and against a peer, in one run. Prints medians and
 * ratios.
 *
 * <p>System properties: {@code seconds} of each measurement (default 2), {@code rounds} (default 2), {@code callers} (default 64), {@code items} of the
 * table (default 20,000), and those of {@link Peer}.
 */
public final class DynamoBench {

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("seconds", 2));
    private static final int ROUNDS = Integer.getInteger("rounds", 2);
    private static final int CALLERS = Integer.getInteger("callers", 64);
    private static final int ITEMS = Integer.getInteger("items", 20_000);

    private static final String PUT = "PutItem";
    private static final String GET = "GetItem, consistent";
    private static final String UPDATE = "UpdateItem, compare and set";
    private static final String TRANSACT = "TransactWriteItems of two items";

    private final Figures figures = new Figures();

    private DynamoBench() {}

    public static void main(String[] arguments) throws Exception {
        Logging.configure(Settings.defaults());
        Path data = Files.createTempDirectory("penstock-bench");
        try (Target penstock = Target.start(PenstockTarget.class, List.of(data.toString()))) {
            Optional<Peer> peer = Peer.find("--createTableMs", "10");
            try {
                new DynamoBench().run(penstock, peer);
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
        DynamoCallers own = table(penstock.endpoint());
        DynamoCallers others = peer.isEmpty() ? null : table(peer.get().endpoint());
        boolean transacts = others != null && others.knowsTransactions();
        if (others != null && !transacts) {
            System.out.println("the peer has no TransactWriteItems");
        }
        for (int round = 0; round <= ROUNDS; round++) {
            System.out.println(round == 0 ? "warming up" : "round " + round + " of " + ROUNDS);
            if (round == 1) {
                figures.forget();
            }
            for (int callers : new int[] {1, CALLERS}) {
                try (RawKafka kafka = new RawKafka(penstock.bootstrap(), "bench-raw-" + round + "-" + callers)) {
                    measure("raw append of 1 KB", callers, "Kafka", kafka.send(1));
                }
                measure(callers, "Penstock", own, true);
                if (others != null) {
                    measure(callers, "peer", others, transacts);
                }
            }
        }
        figures.print(ROUNDS);
        for (int callers : new int[] {1, CALLERS}) {
            for (String what : List.of(PUT, GET, UPDATE, TRANSACT)) {
                figures.ratio(rate(what, callers, "Penstock"), rate(what, callers, "peer"), 0);
                figures.ratio(rate(what, callers, "Penstock"), rate("raw append of 1 KB", callers, "Kafka"), 0);
            }
        }
    }

    private static DynamoCallers table(URI endpoint) throws IOException {
        DynamoCallers table = new DynamoCallers(endpoint, "bench");
        table.create();
        table.load(0, ITEMS);
        return table;
    }

    private void measure(int callers, String who, DynamoCallers table, boolean transacts) throws Exception {
        measure(PUT, callers, who, table.put(ITEMS));
        measure(GET, callers, who, table.get(ITEMS));
        measure(UPDATE, callers, who, table.compareAndSet());
        if (transacts) {
            measure(TRANSACT, callers, who, table.transact());
        }
    }

    private void measure(String what, int callers, String who, Load.Callers load) throws Exception {
        Load.Result result = Load.run(callers, TIME, load);
        figures.note(rate(what, callers, who), result.rounds());
        figures.note(name(what, callers, who) + ", p50 ms", result.latency().millis(0.5));
        figures.note(name(what, callers, who) + ", p99 ms", result.latency().millis(0.99));
    }

    private static String rate(String what, int callers, String who) {
        return name(what, callers, who) + ", calls/s";
    }

    private static String name(String what, int callers, String who) {
        return what + ", " + callers + (callers == 1 ? " caller, " : " callers, ") + who;
    }
}
