package io.penstock.log.shard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.port.Catalog;
import io.penstock.log.LogSettings;
import io.penstock.log.client.Futures;
import io.penstock.log.peer.NotExecutedException;
import io.penstock.log.peer.PeerAddress;
import io.penstock.log.peer.PeerRequest;
import io.penstock.log.peer.PeerServer;
import io.penstock.log.peer.Peers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to shards of other nodes, and theirs to ours. The owner of a shard publishes its address in the catalog with the epoch as version, so that
 * a deposed owner never shows up again.
 */
final class Forwarding implements Remote {

    /** The catalog's kind of owners; the key is the shard's number, the value the owner's address. */
    static final String KIND = "penstock.shard";

    private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);
    private static final Duration PUBLISH_AGAIN = Duration.ofMillis(500);

    /** What forwarding needs of its host. */
    interface Host {
        Registration<?, ?, ?, ?> kind(String name);

        void dispatch(Request<?, ?> request);

        Timers timers();

        Executor executor();
    }

    private final Host host;
    private final Catalog catalog;
    private final Peers peers;
    private final PeerServer server;
    private final Map<Integer, Long> epochs = new ConcurrentHashMap<>();

    /** Listens for other nodes from now on. */
    Forwarding(Host host, Catalog catalog, LogSettings.Internal settings, byte[] secret) {
        this.host = host;
        this.catalog = catalog;
        this.peers = new Peers(secret, host.timers().clock());
        this.server = PeerServer.start(settings, secret, this::answer);
    }

    @Override
    public void owned(int shard, long epoch) {
        epochs.merge(shard, epoch, Math::max);
        publish(shard, epoch);
    }

    private void publish(int shard, long epoch) {
        byte[] address = text(server.address()).getBytes(UTF_8);
        catalog.publish(new Catalog.Entry(KIND, Integer.toString(shard), epoch, address))
                .whenComplete((done, error) -> {
                    if (error != null && epochs.getOrDefault(shard, -1L) == epoch) {
                        Instant later = host.timers().clock().instant().plus(PUBLISH_AGAIN);
                        host.timers().at(later, host.executor(), () -> publish(shard, epoch));
                    }
                });
    }

    @Override
    public boolean forward(int shard, Request<?, ?> request, Runnable back) {
        Optional<PeerAddress> owner =
                catalog.find(KIND, Integer.toString(shard)).map(Forwarding::address);
        if (owner.isEmpty() || owner.get().equals(server.address())) {
            return false;
        }
        send(owner.get(), request, back);
        return true;
    }

    private <C, R> void send(PeerAddress owner, Request<C, R> request, Runnable back) {
        byte[] command;
        try {
            command = request.kind.machine().type().commands().encode(request.command);
        } catch (RuntimeException e) {
            request.caller.completeExceptionally(Cells.fault(e));
            return;
        }
        long patience = Duration.between(host.timers().clock().instant(), request.patience)
                .toMillis();
        CompletableFuture<byte[]> call = peers.call(
                owner,
                new PeerRequest(request.kind.name(), request.id.key(), Math.max(0, patience), command),
                late -> answered(request, late));
        call.whenComplete((reply, error) -> {
            if (reply != null) {
                answered(request, reply);
            } else if (error != null && Futures.cause(error) instanceof NotExecutedException) {
                back.run();
            } else if (!call.isCancelled()) {
                request.caller.completeExceptionally(error == null ? CommonFaults.INTERNAL.with() : Cells.fault(error));
            }
        });
        request.caller.whenComplete((reply, error) -> call.cancel(false));
    }

    private <C, R> void answered(Request<C, R> request, byte[] bytes) {
        try {
            R reply = request.kind.machine().type().replies().decode(bytes);
            if (!request.caller.complete(reply)) {
                unheard(request, reply);
            }
        } catch (RuntimeException e) {
            request.caller.completeExceptionally(Cells.fault(e));
        }
    }

    private <C, R> void unheard(Request<C, R> request, R reply) {
        request.kind
                .machine()
                .unheard(request.command, reply)
                .ifPresent(amends -> host.dispatch(
                        new Request<>(request.kind, request.id, amends, Request.Origin.CALLER, request.patience)));
    }

    /** Executes a command of another node, if its shard is here. */
    private CompletableFuture<byte[]> answer(PeerRequest call) {
        try {
            return answer(host.kind(call.machine()), call);
        } catch (RuntimeException e) {
            // A node of a newer version may know more kinds, or write commands that this one cannot read.
            LOG.atWarn().setCause(e).log("a command of another node is not understood");
            return CompletableFuture.failedFuture(CommonFaults.UNAVAILABLE.with());
        }
    }

    private <C, R> CompletableFuture<byte[]> answer(Registration<?, C, ?, R> kind, PeerRequest call) {
        Instant now = host.timers().clock().instant();
        C sent = kind.machine().type().commands().decode(call.command());
        C command = call.sentAt().isPresent()
                ? kind.machine()
                        .shifted(
                                sent,
                                Duration.between(
                                        Instant.ofEpochMilli(call.sentAt().getAsLong()), now))
                : sent;
        Instant patience = now.plusMillis(call.patienceMillis());
        Request<C, R> request =
                new Request<>(kind, new AggregateId(call.key()), command, Request.Origin.PEER, patience);
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        answer.whenComplete((bytes, error) -> request.caller.cancel(false));
        request.caller.whenComplete((reply, error) -> answer(request, answer, reply, error));
        host.dispatch(request);
        return answer;
    }

    private <C, R> void answer(
            Request<C, R> request, CompletableFuture<byte[]> answer, @Nullable R reply, @Nullable Throwable error) {
        if (reply == null) {
            answer.completeExceptionally(error == null ? CommonFaults.INTERNAL.with() : error);
            return;
        }
        try {
            if (!answer.complete(request.kind.machine().type().replies().encode(reply))) {
                unheard(request, reply);
            }
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private static String text(PeerAddress address) {
        return address.host() + ':' + address.port();
    }

    private static PeerAddress address(Catalog.Entry entry) {
        String text = new String(entry.value(), UTF_8);
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalStateException("not an address: " + text);
        }
        return new PeerAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    void close() {
        peers.close();
        server.close();
    }
}
