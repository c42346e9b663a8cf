package io.penstock.log.peer;

import io.penstock.kernel.fault.CommonFaults;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to another node, from the first call on it until it breaks; it never comes back. */
final class PeerConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);

    /** A call without a reply yet, cancelled ones included. Once {@code left}, nobody can say that it was not executed. */
    private static final class Pending {
        private final CompletableFuture<byte[]> reply = new CompletableFuture<>();
        private final Consumer<byte[]> late;
        private volatile boolean left;

        private Pending(Consumer<byte[]> late) {
            this.late = late;
        }

        private void answered(byte[] bytes) {
            if (!reply.complete(bytes)) {
                late.accept(bytes);
            }
        }
    }

    private final PeerAddress address;
    private final Peers.Timing timing;
    private final InstantSource clock;
    private final Outgoing outgoing = new Outgoing();
    private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Socket socket = new Socket();
    private volatile boolean over;

    /** The other node takes no more calls; some may still be answered. */
    private volatile boolean leaving;

    private PeerConnection(PeerAddress address, Peers.Timing timing, InstantSource clock) {
        this.address = address;
        this.timing = timing;
        this.clock = clock;
    }

    /** Begins to connect, on a thread of its own; calls may be made at once. */
    static PeerConnection open(PeerAddress address, byte[] secret, Peers.Timing timing, InstantSource clock) {
        PeerConnection connection = new PeerConnection(address, timing, clock);
        Thread.ofVirtual().name("penstock-peer-" + address).start(() -> connection.run(secret));
        return connection;
    }

    private void run(byte[] secret) {
        try {
            Channel channel = connect(secret);
            Thread.ofVirtual().name("penstock-peer-write-" + address).start(() -> write(channel));
            Thread.ofVirtual().name("penstock-peer-ping-" + address).start(this::ping);
            while (true) {
                receive(Frame.decode(channel.read()));
            }
        } catch (IOException | RuntimeException e) {
            if (!over) {
                LOG.atDebug()
                        .addKeyValue("peer", address)
                        .addKeyValue("calls", pending.size())
                        .log("the connection to another node is over: {}", e.toString());
            }
        } finally {
            close();
        }
    }

    /** A node of the release before hangs up on what it does not know, and is called in its own version then. */
    private Channel connect(byte[] secret) throws IOException {
        try {
            return Channel.calling(connected(), secret, timing.silence(), Channel.VERSION);
        } catch (Channel.HungUpException e) {
            return Channel.calling(connected(), secret, timing.silence(), Channel.VERSION_BEFORE);
        }
    }

    private Socket connected() throws IOException {
        socket.close();
        Socket next = new Socket();
        socket = next;
        if (over) {
            next.close();
        }
        next.connect(
                new InetSocketAddress(address.host(), address.port()),
                Math.toIntExact(timing.connect().toMillis()));
        return next;
    }

    private void write(Channel channel) {
        try {
            outgoing.drainTo(channel, content -> Frame.leaving(content, channel.version(), clock.millis()));
        } catch (IOException e) {
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    private void ping() {
        try {
            do {
                outgoing.offer(Frame.encode(new Frame.Ping(0)), () -> {});
            } while (!ended.await(timing.ping().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    private void receive(Frame frame) throws IOException {
        Pending call = pending.remove(frame.call());
        switch (frame) {
            case Frame.Ping ping -> {
                // Its arrival is all it has to say: the read did not time out.
            }
            case Frame.Reply(long number, byte[] reply) -> {
                if (call != null) {
                    call.answered(reply);
                }
            }
            case Frame.Refused refused -> {
                if (call != null) {
                    call.reply.completeExceptionally(refused.fault());
                }
            }
            case Frame.NotExecuted(long number, String reason) -> {
                if (call != null) {
                    call.reply.completeExceptionally(new NotExecutedException(reason));
                }
            }
            case Frame.Leaving leave -> {
                // What has left already is answered, if only as not executed, and so is what waits to.
                leaving = true;
                outgoing.end();
            }
            case Frame.Call unexpected -> throw new IOException("a call from the answering end");
            case Frame.Cancel unexpected -> throw new IOException("a cancel from the answering end");
        }
    }

    /** Takes no more calls. */
    boolean isOver() {
        return over || leaving;
    }

    /** Every call is answered, a cancelled one by its reply or by NotExecuted, unless the connection breaks. */
    CompletableFuture<byte[]> call(PeerRequest request, Consumer<byte[]> late) {
        long number = numbers.incrementAndGet();
        Pending call = new Pending(late);
        pending.put(number, call);
        call.reply.whenComplete((reply, error) -> {
            if (call.reply.isCancelled() && pending.containsKey(number)) {
                outgoing.offer(Frame.encode(new Frame.Cancel(number)), () -> {});
            }
        });
        byte[] content = Frame.encode(new Frame.Call(number, request));
        if (content.length > Frame.MAX_BYTES || !outgoing.offer(content, () -> call.left = true)) {
            pending.remove(number);
            call.reply.completeExceptionally(
                    isOver() ? new NotExecutedException("no connection to " + address) : CommonFaults.THROTTLED.with());
        } else if (over) {
            // It may have ended between the offer and now, after close() had gone through the pending calls.
            fail(number, call);
        }
        return call.reply;
    }

    private void fail(long number, Pending call) {
        if (pending.remove(number) != null) {
            call.reply.completeExceptionally(
                    call.left
                            ? CommonFaults.UNAVAILABLE.with()
                            : new NotExecutedException("the connection to " + address + " broke"));
        }
    }

    /** Ends the connection and fails every call on it. */
    @Override
    public void close() {
        over = true;
        ended.countDown();
        outgoing.close();
        try {
            socket.close();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("peer", address).log("a socket did not close: {}", e.getMessage());
        }
        pending.forEach(this::fail);
    }
}
