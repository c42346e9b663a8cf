package io.penstock.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the server's own class in a process, from the class path of the tests: without launcher, jar and cache. */
final class MainProcess {

    private MainProcess() {}

    /**
     * Starts it.
     *
     * @param before what starts it in turn, such as {@code env} with options; mostly nothing
     * @param log gets all that it prints
     */
    static Process start(List<String> before, Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx400m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.penstock.server.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PENSTOCK_"));
        return builder.start();
    }
}
