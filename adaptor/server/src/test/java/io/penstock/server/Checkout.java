package io.penstock.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A checkout with the real launcher and the real search for a JDK, and little else: its {@code mvnw} and its {@code java} only note how they were called. The places where JDKs are
 * installed are below {@link #system}, so that what this machine has does not matter.
 */
final class Checkout {

    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final long LIMIT_SECONDS = 120;

    /** What the scripts call; nothing else is on their path, no Java above all. */
    private static final List<String> TOOLS = List.of(
            "sh",
            "cat",
            "dirname",
            "env",
            "find",
            "flock",
            "head",
            "kill",
            "ls",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "touch",
            "uname");

    /** How a script ended. */
    record Ended(int status, String out, String err) {}

    private final Path directory;
    final Path root;
    final Path system;
    private int runs;

    private Checkout(Path directory) {
        this.directory = directory;
        this.root = directory.resolve("a checkout");
        this.system = directory.resolve("system");
    }

    /** Lays it out in an empty directory. */
    static Checkout in(Path directory) throws IOException {
        Checkout checkout = new Checkout(directory);
        checkout.copy("penstock");
        checkout.copy(".mvn/jdk.sh");
        Path search = checkout.root.resolve(".mvn/jdk.sh");
        String places = Files.readString(search);
        String moved = places.replaceAll(" (/(?:usr|opt|Library)/)", " " + checkout.system + "$1");
        if (moved.split(checkout.system.toString(), -1).length != 7) {
            throw new IllegalStateException("other places than this test knows: " + moved);
        }
        Files.writeString(search, moved);
        checkout.write("pom.xml", "");
        checkout.write("adaptor/server/src/main/java/A.java", "");
        checkout.write("adaptor/server/src/test/java/ATest.java", "");
        checkout.write("streams-app/src/main/resources/a.xml", "");
        checkout.script(checkout.root.resolve("mvnw"), """
                echo "$*" >>'%1$s/builds'
                [ ! -e '%1$s/gate' ] || until [ -e '%1$s/open' ]; do sleep 0.05; done
                [ ! -e '%1$s/broken' ] || exit 1
                [ ! -e '%1$s/unchanging' ] || exit 0
                mkdir -p '%2$s/adaptor/server/target/penstock/lib'
                echo jar >'%2$s/adaptor/server/target/penstock/lib/penstock-server.jar'
                """.formatted(directory, checkout.root));
        Files.createDirectories(checkout.home());
        Files.createDirectories(checkout.bin());
        for (String tool : TOOLS) {
            Optional<Path> found = find(tool);
            if (found.isPresent()) {
                checkout.program(tool, "exec '" + found.get() + "' \"$@\"\n");
            }
        }
        return checkout;
    }

    private static Optional<Path> find(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(place -> Path.of(place, tool))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Copies a file of the real checkout. */
    void copy(String file) throws IOException {
        Path copy = root.resolve(file);
        Files.createDirectories(copy.getParent());
        Files.copy(ROOT.resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }

    void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    /** Everything there is was written so long ago. */
    void age(int hours) throws IOException {
        FileTime then = FileTime.from(Instant.now().minusSeconds(hours * 3600L));
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, then);
            }
        }
    }

    /** Makes what looks like an installed JDK; its {@code java} prints its arguments. */
    Path jdk(Path home, String version) throws IOException {
        jre(home, version);
        script(home.resolve("bin/javac"), "exit 1\n");
        return home;
    }

    /** The same without a compiler. */
    Path jre(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), """
                cache=
                for argument in "$@"; do
                  case $argument in
                    -XX:AOTCacheOutput=*) cache=${argument#*=} ;;
                  esac
                done
                if [ -n "$cache" ]; then
                  echo "$*" >>'%1$s/trainings'
                  [ ! -e '%1$s/untrainable' ] || exit 1
                  echo recorded >"$cache.config"
                  while [ -e '%1$s/recording' ] && [ ! -e '%1$s/recorded.'"${cache##*.}" ]; do sleep 0.05; done
                  rm "$cache.config"
                  echo cache >"$cache"
                  exit 0
                fi
                echo "$0 $*"
                """.formatted(directory));
        return home;
    }

    /** A directory for installed programs, the first on the path. */
    Path bin() {
        return directory.resolve("bin");
    }

    /** Installs a program that is this script. */
    void program(String name, String text) throws IOException {
        script(bin().resolve(name), text);
    }

    Path home() {
        return directory.resolve("home");
    }

    Path jar() {
        return root.resolve("adaptor/server/target/penstock/lib/penstock-server.jar");
    }

    Path cache() {
        return root.resolve("adaptor/server/target/penstock/penstock.aot");
    }

    private void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make executable: " + file);
        }
    }

    /** What {@code java} writes while a launcher has it make a start-up cache, besides the cache itself, and until it is told {@code recorded.} with the launcher's process id. */
    Path recording(Running launcher) {
        return made(launcher, ".config");
    }

    /** The start-up cache that a launcher has {@code java} make, before it is everybody's. */
    Path unfinished(Running launcher) {
        return made(launcher, "");
    }

    private Path made(Running launcher, String suffix) {
        return cache().resolveSibling("penstock.aot." + launcher.process().pid() + suffix);
    }

    /** A file that tells the stubs how to behave. */
    void signal(String name) throws IOException {
        Files.createFile(directory.resolve(name));
    }

    void unsignal(String name) throws IOException {
        Files.delete(directory.resolve(name));
    }

    /** How {@code mvnw} was called, so far. */
    List<String> builds() {
        return lines("builds");
    }

    /** How {@code java} was called to make a start-up cache, so far. */
    List<String> trainings() {
        return lines("trainings");
    }

    private List<String> lines(String file) {
        try {
            return Files.exists(directory.resolve(file)) ? Files.readAllLines(directory.resolve(file)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a script of the checkout, with these variables and no others. */
    Ended run(Map<String, String> variables, String... command) throws Exception {
        Running running = start(variables, command);
        return running.end();
    }

    /** The same, not waiting for its end. */
    Running start(Map<String, String> variables, String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of(command));
        line.set(0, root.resolve(line.getFirst()).toString());
        runs++;
        Path out = directory.resolve("out" + runs);
        Path err = directory.resolve("err" + runs);
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", bin().toString());
        builder.environment().put("HOME", home().toString());
        builder.environment().putAll(variables);
        return new Running(builder.start(), out, err);
    }

    /** A script that may still run. */
    record Running(Process process, Path out, Path err) {

        boolean waitsForLock() {
            return process.descendants()
                    .anyMatch(child -> child.info().command().orElse("").endsWith("/flock"));
        }

        Ended end() throws Exception {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IllegalStateException("no end within " + LIMIT_SECONDS + " s: " + Files.readString(err));
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }
}
