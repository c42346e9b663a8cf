package io.penstock.log.peer;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The calling side: at most one connection to each node, opened by the first call and again after it broke. Thread-safe. */
public final class Peers implements AutoCloseable {

    /** How the channel notices that the other end is gone. */
    record Timing(Duration connect, Duration ping, Duration silence) {
        /** A dead peer is noticed well within the session timeout after which its shards move. */
        static final Timing DEFAULT = new Timing(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(4));
    }

    private final byte[] secret;
    private final Timing timing;
    private final InstantSource clock;
    private final Map<PeerAddress, PeerConnection> connections = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param secret of the cluster, see {@link io.penstock.log.identity.ClusterIdentity}
     * @param clock that times in commands are by
     */
    public Peers(byte[] secret, InstantSource clock) {
        this(secret, Timing.DEFAULT, clock);
    }

    Peers(byte[] secret, Timing timing, InstantSource clock) {
        this.secret = secret.clone();
        this.timing = timing;
        this.clock = clock;
    }

    /**
     * Calls a node. Cancelling the future cancels the command there.
     *
     * <p>Fails with {@link NotExecutedException} when it certainly was not executed, and with {@link io.penstock.kernel.fault.FaultException}: what the
     * other node refused, {@link io.penstock.kernel.fault.CommonFaults#THROTTLED} when too much waits to be sent, and
     * {@link io.penstock.kernel.fault.CommonFaults#UNAVAILABLE} when the connection broke before the reply came (it may have been executed).
     *
     * @param late given the reply that was on its way already when the future was cancelled
     */
    public CompletableFuture<byte[]> call(PeerAddress address, PeerRequest request, Consumer<byte[]> late) {
        if (closed) {
            return CompletableFuture.failedFuture(new NotExecutedException("this node is stopping"));
        }
        PeerConnection connection = connections.compute(
                address,
                (to, known) ->
                        known != null && !known.isOver() ? known : PeerConnection.open(to, secret, timing, clock));
        return connection.call(request, late);
    }

    CompletableFuture<byte[]> call(PeerAddress address, PeerRequest request) {
        return call(address, request, late -> {});
    }

    /** Breaks every connection. */
    @Override
    public void close() {
        closed = true;
        connections.values().forEach(PeerConnection::close);
    }
}
