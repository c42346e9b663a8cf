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
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Shows that a table costs disk and no heap: writes more items than a heap holds through BatchWriteItem, reads random ones back, kills the server and
 * reads again.
 *
 * <p>System properties: {@code items} of 200 bytes (default 5,000,000), {@code callers} (default 16), {@code heap} of the server (default
 * {@code -Xmx512m}), {@code seconds} of random reads (default 10).
 */
public final class TableProof {

    private static final int ITEMS = Integer.getInteger("items", 5_000_000);
    private static final int CALLERS = Integer.getInteger("callers", 16);
    private static final int STRETCH = 10_000;
    private static final String HEAP = System.getProperty("heap", "-Xmx512m");
    private static final Duration READS = Duration.ofSeconds(Integer.getInteger("seconds", 10));
    private static final String TABLE = "proof";

    private final Path data;

    private TableProof(Path data) {
        this.data = data;
    }

    public static void main(String[] arguments) throws Exception {
        Logging.configure(Settings.defaults());
        Path data = Files.createTempDirectory("penstock-table");
        try {
            new TableProof(data).run();
        } finally {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Target start() throws IOException {
        return Target.start(List.of(HEAP), PenstockTarget.class, List.of(data.toString()));
    }

    private void run() throws Exception {
        try (Target server = start()) {
            DynamoCallers table = new DynamoCallers(server.endpoint(), TABLE);
            table.create();
            long start = System.nanoTime();
            fill(table, start);
            System.out.printf("%,d items were written in %,.1f s with %s%n", ITEMS, seconds(start), HEAP);
            read(table);
            server.kill();
        }
        long start = System.nanoTime();
        try (Target server = start()) {
            double listening = seconds(start);
            System.out.printf("killed; %.2f s from the start of the process to its port%n", listening);
            DynamoCallers table = new DynamoCallers(server.endpoint(), TABLE);
            // One of each partition, very probably: all are live when all have answered.
            for (int i = 0; i < 32; i++) {
                table.read(ITEMS / 32 * i);
            }
            System.out.printf("%.2f s from the start of the process until 32 items were read%n", seconds(start));
            read(table);
            if (table.count() != ITEMS) {
                throw new IllegalStateException("the table has " + table.count() + " items instead of " + ITEMS);
            }
            long directory;
            try (Stream<Path> files = Files.walk(data)) {
                directory = files.mapToLong(file -> file.toFile().length()).sum();
            }
            System.out.printf("all items are counted; the data directory has %,d MiB%n", directory >> 20);
        }
    }

    private static void fill(DynamoCallers table, long start) throws Exception {
        AtomicInteger next = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                running.add(threads.submit(() -> {
                    for (int from = next.getAndAdd(STRETCH); from < ITEMS; from = next.getAndAdd(STRETCH)) {
                        table.load(from, Math.min(ITEMS, from + STRETCH));
                        if (from % 500_000 == 0) {
                            System.out.printf("  at %,d after %,.1f s%n", from, seconds(start));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
    }

    private static void read(DynamoCallers table) throws Exception {
        Load.Result result = Load.run(CALLERS, READS, table.get(ITEMS));
        System.out.printf(
                "%,.0f random consistent reads a second by %d callers, p50 %.2f ms, p99 %.2f ms%n",
                result.rounds(),
                CALLERS,
                result.latency().millis(0.5),
                result.latency().millis(0.99));
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
