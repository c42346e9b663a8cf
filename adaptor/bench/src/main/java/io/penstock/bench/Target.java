package io.penstock.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A server under load, in a process of its own, so that peers do not share a heap or a compiler.
 *
 * @param endpoint where it speaks SQS
 * @param bootstrap its Kafka, or empty
 */
record Target(Process process, URI endpoint, String bootstrap) implements AutoCloseable {

    /** What a target prints on standard output when it serves: this word, the endpoint, and the bootstrap servers if it has any. */
    static final String SERVING = "SERVING";

    private static final long STOP_SECONDS = 20;

    /** One of our classes, with the JVM flags of the launcher. */
    static Target start(Class<?> main, List<String> arguments) throws IOException {
        return start(List.of("-Xmx2g"), main, arguments);
    }

    /** With flags of its own for the JVM, such as {@code -Xmx512m}. */
    static Target start(List<String> flags, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(batch());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseSerialGC",
                "-XX:NewSize=96m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        return launch(new ProcessBuilder(command), line -> {
            String[] words = line.split(" ", -1);
            return words[0].equals(SERVING)
                    ? Optional.of(new Place(words[1], words.length > 2 ? words[2] : ""))
                    : Optional.empty();
        });
    }

    /** The scheduling policy that the launcher gives its server, where that can be. */
    private static List<String> batch() throws IOException {
        List<String> policy = List.of("chrt", "-b", "0");
        try {
            List<String> trial = new ArrayList<>(policy);
            trial.add("true");
            return new ProcessBuilder(trial).start().waitFor() == 0 ? policy : List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (IOException e) {
            return List.of(); // no chrt here, so the launcher has none either
        }
    }

    /** Where a server serves; see {@link Target}. */
    record Place(String endpoint, String bootstrap) {}

    /** A command that serves once {@code place} finds in a line of its output where. What it prints later is read and dropped. */
    static Target launch(ProcessBuilder command, Function<String, Optional<Place>> place) throws IOException {
        Process process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Optional<Place> found = place.apply(line);
            if (found.isPresent()) {
                Thread.ofPlatform().daemon().start(() -> drain(lines));
                return new Target(
                        process, URI.create(found.get().endpoint()), found.get().bootstrap());
            }
            show(line);
        }
        throw new IOException(command.command() + " ended before it served");
    }

    private static void drain(BufferedReader lines) {
        try (lines) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                show(line);
            }
        } catch (IOException e) {
            show("the target was closed");
        }
    }

    /** Its log goes to standard error with {@code -Dlogs=true}, else nowhere. */
    private static void show(String line) {
        if (Boolean.getBoolean("logs")) {
            System.err.println(line);
        }
    }

    /** What it has spent so far, in 10 ms. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** The most physical memory it has had so far, in bytes; 0 where the system does not tell. */
    long peakMemory() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    /** {@code kill -9}, and its end. */
    void kill() throws InterruptedException {
        // By its handle: Process.destroyForcibly would close the output under its reader.
        process.toHandle().destroyForcibly();
        process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
