package io.penstock.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server in a JVM of its own, to be killed. It tells the test where it listens in the way it tells people. */
public final class ServerProcess implements AutoCloseable {

    /** The jars that this build has packaged; an editor runs the classes that it compiled itself. They start in twice the processor time. */
    private static final @Nullable Path PACKAGED = Optional.ofNullable(System.getProperty("penstock.packaged"))
            .map(Path::of)
            .orElse(null);

    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    private static final Pattern ENDPOINT = Pattern.compile("\\s*AWS endpoint\\s+(http://\\S+).*");
    /** The common pool has one thread on a small machine, and its tasks wait for one another. */
    private static final Executor THREADS = Thread::startVirtualThread;

    /** The launcher may spend two minutes on a start-up cache that it makes or that another one is making; the rest is for the start. */
    static final Duration START_LIMIT = Duration.ofMinutes(4);

    private static final Duration END_LIMIT = Duration.ofSeconds(20);

    private final Process process;
    private final URI endpoint;

    private ServerProcess(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Starts one on a directory, which may hold the data of an earlier one, and returns when it is ready. */
    static ServerProcess start(Path directory, String... jvmOptions) {
        return serve(PACKAGED, List.of("--data-dir", directory.toString()), jvmOptions);
    }

    /**
     * The same of a distribution: for tests whose own class path has other versions of what the server needs.
     *
     * @param jars the directory of its jars
     */
    public static ServerProcess startPackaged(Path jars, Path directory, String... jvmOptions) {
        return serve(jars, List.of("--data-dir", directory.toString()), jvmOptions);
    }

    /** The same with options of its own, {@code --data-dir} among them. */
    public static ServerProcess startPackaged(Path jars, List<String> options) {
        return serve(jars, options);
    }

    /** Starts one node of those on a Kafka that is there already. */
    static ServerProcess startNode(String bootstrapServers, Path directory, String... options) {
        List<String> all = new ArrayList<>(
                List.of("--kafka-bootstrap-servers", bootstrapServers, "--data-dir", directory.toString()));
        all.addAll(List.of(options));
        return serve(PACKAGED, all);
    }

    /** Settings of nodes on a single broker, and others, as options of {@link #startNode}. */
    public static String[] onOneBroker(String... settings) {
        return Stream.concat(
                        Stream.of("topics.replication-factor=1", "topics.min-insync-replicas=1"), Stream.of(settings))
                .flatMap(setting -> Stream.of("--set", setting))
                .toArray(String[]::new);
    }

    /** Starts so many of them side by side, each on a directory of its own below this one. */
    static List<ServerProcess> startNodes(int count, String bootstrapServers, Path directory, String... options) {
        List<CompletableFuture<ServerProcess>> starting = IntStream.range(0, count)
                .mapToObj(number -> CompletableFuture.supplyAsync(
                        () -> startNode(bootstrapServers, directory.resolve("node" + number), options), THREADS))
                .toList();
        return starting.stream().map(CompletableFuture::join).toList();
    }

    private static ServerProcess serve(@Nullable Path jars, List<String> options, String... jvmOptions) {
        List<String> jvm = Stream.concat(
                        Stream.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), Stream.of(jvmOptions))
                .toList();
        List<String> command = new ArrayList<>();
        if (jars == null) {
            command.add(JAVA_HOME.resolve("bin/java").toString());
            command.addAll(jvm);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.penstock.server.Main"));
        } else {
            command.add(Distribution.shared(jars).toString());
        }
        command.addAll(List.of("serve", "--port", "0", "--management-port", "0"));
        command.addAll(options);
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("PENSTOCK_JAVA_HOME", JAVA_HOME.toString());
            builder.environment().put("PENSTOCK_JAVA_OPTS", String.join(" ", jvm));
            Process process = builder.start();
            try {
                URI endpoint = CompletableFuture.supplyAsync(() -> awaitEndpoint(process), THREADS)
                        .get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
                return new ServerProcess(process, endpoint);
            } catch (Exception e) {
                process.destroyForcibly();
                throw new IllegalStateException("the server did not get ready", e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI awaitEndpoint(Process process) {
        try {
            BufferedReader output = process.inputReader();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Matcher matcher = ENDPOINT.matcher(line);
                if (matcher.matches()) {
                    Thread.ofVirtual().start(() -> output.lines().forEach(ignored -> {}));
                    return URI.create(matcher.group(1));
                }
            }
            throw new IllegalStateException("the server ended with " + process.waitFor());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public URI endpoint() {
        return endpoint;
    }

    /** {@code kill -STOP}: it does nothing from now on, and its connections stay open. */
    void freeze() {
        signal("-STOP");
    }

    /** {@code kill -CONT}: it goes on where it was. */
    void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
            if (kill.onExit().join().exitValue() != 0) {
                throw new IllegalStateException("kill " + signal + " " + process.pid() + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}, and its end. */
    public void kill() {
        // By its handle: Process.destroyForcibly would close the output under its reader.
        process.toHandle().destroyForcibly();
        try {
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("process " + process.pid() + " survives kill -9");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
