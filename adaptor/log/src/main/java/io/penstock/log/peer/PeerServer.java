package io.penstock.log.peer;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.log.LogSettings;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answering side: listens for the other nodes and executes their calls. */
public final class PeerServer implements AutoCloseable {

    /** Calls in progress on one connection, parked ones included; more are throttled. */
    static final int MAX_CALLS = 100_000;

    /** Connections at once; a cluster of this many nodes is larger than Kafka's own. */
    private static final int MAX_CONNECTIONS = 1_024;

    private static final Duration STOP = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(PeerServer.class);

    /** Executes calls. */
    @FunctionalInterface
    public interface Handler {

        /**
         * Must not block. Fails with {@link NotExecutedException} when the shard is not here, with {@link FaultException} for what was refused. The very
         * future returned is cancelled when the caller has gone; one that was derived from another must pass that on.
         */
        CompletableFuture<byte[]> handle(PeerRequest request);
    }

    private final LogSettings.Internal settings;
    private final byte[] secret;
    private final Handler handler;
    private final ServerSocket listening;
    private final Peers.Timing timing;
    private final Map<Socket, Conversation> open = new ConcurrentHashMap<>();
    private final Thread accepting;

    private PeerServer(LogSettings.Internal settings, byte[] secret, Handler handler, Peers.Timing timing) {
        this.settings = settings;
        this.secret = secret.clone();
        this.handler = handler;
        this.timing = timing;
        try {
            this.accepting = Thread.ofVirtual().name("penstock-peer-accept").unstarted(this::accept);
            this.listening = new ServerSocket();
            listening.bind(new InetSocketAddress(InetAddress.getByName(settings.bindHost()), settings.port()), 128);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot listen for other nodes on " + settings.bindHost() + ":" + settings.port(), e);
        }
    }

    /** Listens. Fails with {@link UncheckedIOException} when the port is taken. */
    public static PeerServer start(LogSettings.Internal settings, byte[] secret, Handler handler) {
        return start(settings, secret, handler, Peers.Timing.DEFAULT);
    }

    static PeerServer start(LogSettings.Internal settings, byte[] secret, Handler handler, Peers.Timing timing) {
        PeerServer server = new PeerServer(settings, secret, handler, timing);
        server.accepting.start();
        return server;
    }

    /** What other nodes connect to. */
    public PeerAddress address() {
        return new PeerAddress(
                settings.advertisedHost().orElse(settings.bindHost()),
                settings.advertisedPort() > 0 ? settings.advertisedPort() : listening.getLocalPort());
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                if (open.size() >= MAX_CONNECTIONS) {
                    socket.close();
                    continue;
                }
                Conversation conversation = new Conversation();
                open.put(socket, conversation);
                Thread.ofVirtual().name("penstock-peer-serve").start(() -> serve(socket, conversation));
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    LOG.atWarn().log("a connection of another node was not accepted: {}", e.getMessage());
                }
            }
        }
    }

    private void serve(Socket socket, Conversation conversation) {
        try (socket;
                Channel channel = Channel.answering(socket, secret, timing.silence(), Channel.VERSION)) {
            conversation.begin(channel);
            conversation.receiveAll(channel);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            LOG.atDebug()
                    .addKeyValue("peer", socket.getRemoteSocketAddress())
                    .log("a connection of another node is over: {}", e.toString());
        } finally {
            open.remove(socket);
            conversation.over.countDown();
            conversation.end();
        }
    }

    /** The calls of one connection. While this node leaves, those that come are not executed, which their callers are told. */
    private final class Conversation {

        private final Outgoing outgoing = new Outgoing();
        private final CountDownLatch over = new CountDownLatch(1);
        private final Map<Long, CompletableFuture<byte[]>> calls = new ConcurrentHashMap<>();

        /** That the other end speaks; 0 before it said so. */
        private int version;

        private volatile boolean leaving;

        private synchronized void begin(Channel channel) {
            Thread.ofVirtual().name("penstock-peer-reply").start(() -> write(channel));
            version = channel.version();
            if (leaving) {
                sayLeaving();
            }
        }

        /** Executes nothing more, and lets the other end know. */
        private synchronized void leave() {
            leaving = true;
            if (version > 0) {
                sayLeaving();
            }
        }

        private void sayLeaving() {
            if (version > Channel.VERSION_BEFORE) {
                send(new Frame.Leaving(0));
            } else {
                // It cannot be told: it ends when there is nothing more to read, and what it asks from now on gets no
                // answer.
                outgoing.end();
            }
        }

        private void write(Channel channel) {
            try {
                // Replies have no times.
                outgoing.drainTo(channel, UnaryOperator.identity());
            } catch (IOException e) {
                LOG.atDebug().log("replies to another node cannot be written: {}", e.getMessage());
                outgoing.close();
                channel.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                channel.close();
            }
        }

        private void receiveAll(Channel channel) throws IOException, InterruptedException {
            try {
                while (true) {
                    receive(Frame.decode(channel.read()));
                }
            } catch (EOFException e) {
                if (!leaving) {
                    throw e;
                }
                // The other end has heard that this one leaves and has asked all it had to.
                outgoing.finish(System.nanoTime() + STOP.toNanos());
            }
        }

        private void receive(Frame frame) throws IOException {
            switch (frame) {
                case Frame.Call(long number, PeerRequest request) -> execute(number, request);
                case Frame.Cancel(long number) -> cancel(number);
                case Frame.Ping ping -> send(ping);
                case Frame.Reply unexpected -> throw new IOException("a reply from the calling end");
                case Frame.Refused unexpected -> throw new IOException("a refusal from the calling end");
                case Frame.NotExecuted unexpected -> throw new IOException("a refusal from the calling end");
                case Frame.Leaving unexpected -> throw new IOException("a leave from the calling end");
            }
        }

        private void execute(long number, PeerRequest request) {
            if (leaving) {
                send(new Frame.NotExecuted(number, "this node is stopping"));
                return;
            }
            if (calls.size() >= MAX_CALLS) {
                send(new Frame.Refused(number, CommonFaults.THROTTLED.with()));
                return;
            }
            CompletableFuture<byte[]> running = handler.handle(request);
            calls.put(number, running);
            running.whenComplete((reply, error) -> {
                calls.remove(number);
                if (error == null) {
                    send(new Frame.Reply(number, reply));
                } else if (running.isCancelled()) {
                    send(new Frame.NotExecuted(number, "cancelled"));
                } else {
                    send(failure(number, error));
                }
            });
        }

        private static Frame failure(long number, Throwable error) {
            Throwable cause =
                    error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
            if (cause instanceof NotExecutedException notHere) {
                return new Frame.NotExecuted(number, String.valueOf(notHere.getMessage()));
            }
            if (cause instanceof FaultException fault) {
                return new Frame.Refused(number, fault);
            }
            LOG.atError().setCause(cause).log("a call of another node failed because of a defect");
            return new Frame.Refused(number, CommonFaults.INTERNAL.with());
        }

        private void cancel(long number) {
            CompletableFuture<byte[]> running = calls.remove(number);
            if (running != null) {
                running.cancel(false);
            }
        }

        /** A caller that does not read its replies loses the connection, not we our memory. */
        private void send(Frame frame) {
            if (!outgoing.offer(Frame.encode(frame), () -> {}) && !outgoing.isEnding()) {
                outgoing.close();
            }
        }

        private void end() {
            outgoing.close();
            calls.values().forEach(running -> running.cancel(false));
        }
    }

    /** Stops listening, lets replies leave that are given already, says of calls that still come that they are not executed, and breaks every connection. */
    @Override
    public void close() {
        try {
            listening.close();
            // The port is free, and all connections are known, only when the accept has returned.
            accepting.join(STOP);
            finishReplies(System.nanoTime() + STOP.toNanos());
            for (Socket socket : open.keySet()) {
                abandon(socket);
            }
        } catch (IOException e) {
            LOG.atWarn().log("the internal channel did not close in order: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void abandon(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.atDebug().log("a connection of another node did not close in order: {}", e.getMessage());
        }
    }

    /**
     * A caller who loses a reply must believe that its command was perhaps not decided. The callers close, having read everything: closed by this side, a connection with
     * something unread in it would be reset, and what is on its way would be lost.
     */
    private void finishReplies(long until) throws InterruptedException {
        open.values().forEach(Conversation::leave);
        for (Conversation conversation : open.values()) {
            boolean _ = conversation.over.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }
}
