package io.penstock.bench;

import io.penstock.server.logging.Logging;
import io.penstock.server.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Shows what many schedules cost: makes them, looks at the heap, kills the server, and waits until the last one is known again and one that falls due arrives.
 *
 * <p>System properties: {@code schedules} (default 1,000,000), {@code callers} (default 16), {@code heap} of the server (default {@code -Xmx2g}).
 */
public final class ScheduleProof {

    private static final int SCHEDULES = Integer.getInteger("schedules", 1_000_000);
    private static final int CALLERS = Integer.getInteger("callers", 16);
    private static final int STRETCH = 1_000;
    private static final String HEAP = System.getProperty("heap", "-Xmx2g");
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path data;

    private ScheduleProof(Path data) {
        this.data = data;
    }

    public static void main(String[] arguments) throws Exception {
        Logging.configure(Settings.defaults());
        Path data = Files.createTempDirectory("penstock-schedules");
        try {
            new ScheduleProof(data).run();
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
            create(server, 0, 1);
            long before = heap(server);
            long start = System.nanoTime();
            createAll(server, start);
            System.out.printf("%,d schedules were made in %,.1f s by %d callers%n", SCHEDULES, seconds(start), CALLERS);
            long after = heap(server);
            System.out.printf(
                    "heap in use: %,d KiB before, %,d KiB after: %,d bytes a schedule%n",
                    before, after, (after - before) * 1024 / SCHEDULES);
            server.kill();
        }
        long start = System.nanoTime();
        try (Target server = start()) {
            System.out.printf("killed; %.2f s from the start of the process to its port%n", seconds(start));
            try (HttpLine line = new HttpLine(server.endpoint())) {
                // One of each bucket, very probably: all are live when all have answered.
                for (int i = 0; i < 256; i++) {
                    await(line, SCHEDULES / 256 * i);
                }
            }
            System.out.printf("%.2f s until 256 schedules were read; heap %,d KiB%n", seconds(start), heap(server));
        }
    }

    private static void await(HttpLine line, int number) throws IOException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                line.call(line.rest("GET", "scheduler", "/schedules/s" + number, ""));
                return;
            } catch (IOException e) {
                if (!String.valueOf(e.getMessage()).startsWith("HTTP 5") || System.nanoTime() > until) {
                    throw e;
                }
            }
        }
    }

    private static void createAll(Target server, long start) throws Exception {
        AtomicInteger next = new AtomicInteger(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                running.add(threads.submit(() -> {
                    for (int from = next.getAndAdd(STRETCH); from < SCHEDULES; from = next.getAndAdd(STRETCH)) {
                        create(server, from, Math.min(SCHEDULES, from + STRETCH));
                        if (from % 100_000 == 1) {
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

    private static void create(Target server, int from, int to) throws IOException {
        String body =
                "{\"ScheduleExpression\":\"cron(0 12 1 1 ? *)\",\"FlexibleTimeWindow\":{\"Mode\":\"OFF\"},\"ClientToken\":\"t\","
                        + "\"Target\":{\"Arn\":\"arn:aws:sqs:us-east-1:000000000000:q\",\"RoleArn\":\"arn:aws:iam::000000000000:role/r\",\"Input\":\"tick\"}}";
        try (HttpLine line = new HttpLine(server.endpoint())) {
            for (int i = from; i < to; i++) {
                line.call(line.rest("POST", "scheduler", "/schedules/s" + i, body));
            }
        }
    }

    /** KiB in use after a collection. */
    private static long heap(Target server) throws IOException, InterruptedException {
        jcmd(server, "GC.run");
        Matcher used = USED.matcher(jcmd(server, "GC.heap_info"));
        long all = 0;
        // Of the young and of the old generation; what follows is the classes'.
        for (int i = 0; i < 2 && used.find(); i++) {
            all += Long.parseLong(used.group(1));
        }
        return all;
    }

    private static String jcmd(Target server, String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(server.process().pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        return output;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
