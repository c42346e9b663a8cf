package io.penstock.kcl;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A worker in a JVM of its own, and what it told. */
final class KclWorker implements AutoCloseable {

    /** Which library is on its class path. Until 3.4 the KCL has three tables, from 3.5 on new applications have one. */
    enum Library {
        KCL_2("-2."),
        KCL_3_4("-3.4."),
        KCL_3("");

        /** In the name of the jar that takes the place of the one on our class path; empty for that one. */
        private final String version;

        Library(String version) {
            this.version = version;
        }
    }

    /** What makes a worker what it is. */
    record Role(Library library, String stream, String application, String retrieval) {}

    private static final Duration END_LIMIT = Duration.ofMinutes(5);
    private static final String KCL_JAR = "amazon-kinesis-client";
    private static final Path OTHERS = Path.of("target", "others");
    private static final int LOG_LINES = 400;

    /** If it is set, everything that workers print is also printed by the test. */
    private static final String LOG_LEVEL = "kcl.log";

    private final String name;
    private final Process process;
    private final Thread listener;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<String> log = new ArrayList<>();

    private KclWorker(String name, Process process) {
        this.name = name;
        this.process = process;
        this.listener = Thread.ofVirtual().start(this::listen);
    }

    /** Starts one. The environment is all that leads it to a server. */
    static KclWorker start(String name, Map<String, String> environment, Role role) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-D" + LOG_LEVEL + "=" + System.getProperty(LOG_LEVEL, "WARN"),
                "-cp",
                classPath(role.library()),
                KclApplication.class.getName(),
                role.stream(),
                role.application(),
                name,
                role.retrieval());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            return new KclWorker(name, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ours, or ours with the other library in the place of the one. */
    private static String classPath(Library library) {
        Stream<String> entries =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator));
        if (!library.version.isEmpty()) {
            entries = entries.map(entry -> entry.contains(KCL_JAR) ? other(library) : entry);
        }
        return entries.collect(Collectors.joining(File.pathSeparator));
    }

    private static String other(Library library) {
        File[] found = OTHERS.toFile().listFiles((directory, file) -> file.startsWith(KCL_JAR + library.version));
        if (found == null || found.length != 1) {
            throw new IllegalStateException("the build puts one " + library + " into " + OTHERS + ", there is "
                    + (found == null ? "no such directory" : List.of(found)));
        }
        return found[0].getAbsolutePath();
    }

    private void listen() {
        boolean echoes = System.getProperty(LOG_LEVEL) != null;
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (echoes) {
                    System.out.println(name + " " + line);
                }
                if (line.startsWith(Teller.MARK)) {
                    told.add(line.substring(Teller.MARK.length()));
                } else {
                    remember(line);
                }
            }
        } catch (IOException e) {
            remember(e.toString());
        }
    }

    private void remember(String line) {
        synchronized (log) {
            if (log.size() < LOG_LINES) {
                log.add(line);
            }
        }
    }

    /** Its lines so far: what happened, the shard, and the record if there is one. */
    List<String> told() {
        return told;
    }

    /** Whether it ever said this. */
    boolean said(String line) {
        return told.contains(line);
    }

    /** The shards that it has now. */
    List<String> shards() {
        List<String> shards = new ArrayList<>();
        for (String line : told) {
            String[] words = line.split(" ", 3);
            switch (words[0]) {
                case "started" -> shards.add(words[1]);
                case "lost", "ended", "asked" -> shards.remove(words[1]);
                default -> {}
            }
        }
        return shards;
    }

    /** Shuts down as the KCL wants it: processors are asked, leases given up. Returns when the process has ended. */
    void stop() {
        try (var orders = process.outputWriter()) {
            orders.write("stop\n");
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        end();
    }

    /** {@code kill -9}, and its end. */
    void kill() {
        process.toHandle().destroyForcibly();
        end();
    }

    private void end() {
        try {
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(this + " does not end");
            }
            // Everything that it had printed counts.
            listener.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        synchronized (log) {
            return name + (process.isAlive() ? "" : " (ended with " + process.exitValue() + ")") + ", told "
                    + told.size() + " lines, log: " + String.join("\n", log);
        }
    }
}
