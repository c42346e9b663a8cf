package io.penstock.clients;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Stands between Kafka's clients and one broker, and stops passing on what some clients send and get, told by their {@code client.id}. Their connections
 * stay open, as with a network that loses everything.
 */
final class KafkaRelay implements AutoCloseable {

    private static final int CHUNK = 64 << 10;

    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<String> clients = ConcurrentHashMap.newKeySet();
    private volatile int broker;
    private Set<String> held = Set.of();

    KafkaRelay() throws IOException {
        listening = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** Passes on to this port from now on; returns its own. */
    int to(int brokerPort) {
        broker = brokerPort;
        return listening.getLocalPort();
    }

    String bootstrapServers() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** The clients seen so far that are called so. */
    Set<String> clients(String suffix) {
        return clients.stream().filter(client -> client.endsWith(suffix)).collect(Collectors.toSet());
    }

    /** Passes nothing on between these clients and the broker, and everything else; the empty set lets all of them go on where they were. */
    synchronized void hold(Set<String> clientIds) {
        held = Set.copyOf(clientIds);
        notifyAll();
    }

    private synchronized void pass(String client) throws InterruptedException {
        while (held.contains(client)) {
            wait();
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), broker)) {
            open.add(server);
            ByteArrayOutputStream first = new ByteArrayOutputStream();
            String name = name(new DataInputStream(client.getInputStream()), new DataOutputStream(first));
            clients.add(name);
            pass(name);
            server.getOutputStream().write(first.toByteArray());
            Thread.ofVirtual().start(() -> copy(name, server, client));
            copy(name, client, server);
        } catch (IOException e) {
            // One of the ends is gone, and so is the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads a request's head as far as the client's name, and writes it as it is: size, API, version, number, name. */
    private static String name(DataInputStream in, DataOutputStream out) throws IOException {
        out.writeInt(in.readInt());
        out.writeInt(in.readInt());
        out.writeInt(in.readInt());
        short length = in.readShort();
        out.writeShort(length);
        byte[] name = in.readNBytes(Math.max(0, length));
        out.write(name);
        return new String(name, StandardCharsets.UTF_8);
    }

    private void copy(String name, Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                pass(name);
                out.write(chunk, 0, read);
            }
        } catch (IOException e) {
            // One of the ends is gone, and so is the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        hold(Set.of());
        for (Socket socket : open) {
            socket.close();
        }
    }
}
