package io.penstock.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Another server of the same protocol. System property {@code peer} is the endpoint of one that is running, {@code peer.command} a program that serves at the port
 * after {@code --port}.
 */
record Peer(URI endpoint, @Nullable Process process) implements AutoCloseable {

    private static final int ATTEMPTS = 200;

    /** @param arguments for a program that is started */
    static Optional<Peer> find(String... arguments) throws IOException {
        String running = System.getProperty("peer");
        String program = System.getProperty("peer.command");
        if (running != null) {
            return Optional.of(new Peer(URI.create(running), null));
        }
        return program == null ? Optional.empty() : Optional.of(start(program, arguments));
    }

    private static Peer start(String program, String... arguments) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<String> command = new ArrayList<>(List.of(program, "--port", Integer.toString(port)));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        for (int i = 0; i < ATTEMPTS && process.isAlive(); i++) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return new Peer(URI.create("http://127.0.0.1:" + port), process);
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        process.destroyForcibly();
        throw new IOException(program + " does not serve");
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
        }
    }
}
