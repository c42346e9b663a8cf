package io.penstock.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;

/**
 * A server socket bound before Kafka starts, so that a free port is known when the configuration that names it is
 * written, and nobody can take it in between.
 */
record Listener(String host, int port, ServerSocketChannel socket) implements AutoCloseable {
    static final String LOOPBACK = "127.0.0.1";

    private static final int BACKLOG = 50;

    static Listener bind(String host, int port) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        try {
            // A restart right after a crash finds connections of the dead process in TIME_WAIT.
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            socket.configureBlocking(false);
            socket.bind(new InetSocketAddress(host, port), BACKLOG);
            return new Listener(host, ((InetSocketAddress) socket.getLocalAddress()).getPort(), socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    String address() {
        return host + ":" + port;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
