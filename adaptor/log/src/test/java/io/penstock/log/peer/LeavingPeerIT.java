package io.penstock.log.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.log.LogSettings;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that leaves in order: what it has not executed may be sent to the next owner, so its callers must hear of it. */
@Timeout(60)
final class LeavingPeerIT {

    private static final byte[] SECRET = "the secret of this cluster, 32 b".getBytes(StandardCharsets.UTF_8);
    private static final Peers.Timing QUICK =
            new Peers.Timing(Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofSeconds(2));
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_234_567));

    private static PeerServer server(PeerServer.Handler handler) {
        return PeerServer.start(LogSettings.Internal.LOOPBACK, SECRET, handler, QUICK);
    }

    private static PeerRequest request(String command) {
        return new PeerRequest("test.echo", "k", 1_000, bytes(command));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void call(Channel channel, long number) throws IOException {
        channel.write(Frame.encode(new Frame.Call(number, request("c" + number))));
        channel.flush();
    }

    @Test
    void a_call_that_comes_after_the_leave_is_answered_as_not_executed_behind_the_replies_before_it() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        PeerServer server = server(request -> {
            began.countDown();
            try {
                held.await();
            } catch (InterruptedException e) {
                return CompletableFuture.failedFuture(e);
            }
            return CompletableFuture.completedFuture(request.command());
        });
        try (Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.address().port());
                Channel channel = Channel.calling(socket, SECRET, QUICK.silence(), Channel.VERSION)) {
            call(channel, 1);
            began.await();
            Thread closing = Thread.ofVirtual().start(server::close);
            assertThat(Frame.decode(channel.read())).isInstanceOf(Frame.Leaving.class);
            call(channel, 2);
            channel.endOutput();
            held.countDown();
            assertThat(channel.read()).isEqualTo(Frame.encode(new Frame.Reply(1, bytes("c1"))));
            assertThat(Frame.decode(channel.read()))
                    .isInstanceOfSatisfying(
                            Frame.NotExecuted.class,
                            answer -> assertThat(answer.call()).isEqualTo(2));
            assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void a_caller_sends_nothing_behind_the_leave_and_still_gets_what_it_is_owed() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                Peers peers = new Peers(SECRET, QUICK, CLOCK)) {
            PeerAddress address = new PeerAddress("127.0.0.1", listening.getLocalPort());
            CompletableFuture<byte[]> owed = peers.call(address, request("owed"));
            try (Socket socket = listening.accept();
                    Channel channel = Channel.answering(socket, SECRET, QUICK.silence(), Channel.VERSION)) {
                long number = nextCall(channel);
                channel.write(Frame.encode(new Frame.Leaving(0)));
                channel.flush();
                assertThat(rest(channel)).isZero();
                CompletableFuture<byte[]> next = peers.call(address, request("next"));
                try (Socket again = listening.accept();
                        Channel anew = Channel.answering(again, SECRET, QUICK.silence(), Channel.VERSION)) {
                    long other = nextCall(anew);
                    anew.write(Frame.encode(new Frame.Reply(other, bytes("by another"))));
                    anew.flush();
                    assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo(bytes("by another"));
                }
                channel.write(Frame.encode(new Frame.Reply(number, bytes("at last"))));
                channel.flush();
                assertThat(owed.get(10, TimeUnit.SECONDS)).isEqualTo(bytes("at last"));
            }
        }
    }

    private static long nextCall(Channel channel) throws IOException {
        Frame frame = Frame.decode(channel.read());
        while (frame instanceof Frame.Ping) {
            frame = Frame.decode(channel.read());
        }
        assertThat(frame).isInstanceOf(Frame.Call.class);
        return frame.call();
    }

    /** Calls up to the end of what the other side writes. */
    private static int rest(Channel channel) throws IOException {
        int calls = 0;
        while (true) {
            try {
                calls += Frame.decode(channel.read()) instanceof Frame.Call ? 1 : 0;
            } catch (EOFException e) {
                return calls;
            }
        }
    }

    @Test
    void whatever_is_asked_while_a_server_closes_was_executed_and_answered_or_certainly_was_not() throws Exception {
        for (int round = 0; round < 20; round++) {
            AtomicInteger executed = new AtomicInteger();
            PeerServer server = server(request -> {
                executed.incrementAndGet();
                return CompletableFuture.completedFuture(request.command());
            });
            try (Peers peers = new Peers(SECRET, QUICK, CLOCK)) {
                peers.call(server.address(), request("first")).get(10, TimeUnit.SECONDS);
                List<CompletableFuture<byte[]>> calls = new ArrayList<>();
                Thread closing = Thread.ofPlatform().start(server::close);
                for (int i = 0; i < 1_000; i++) {
                    calls.add(peers.call(server.address(), request("c")));
                }
                closing.join();
                int answered = 1;
                for (CompletableFuture<byte[]> call : calls) {
                    answered += answer(call);
                }
                assertThat(answered).isEqualTo(executed.get());
            }
        }
    }

    /** 1 when it was executed, 0 when it certainly was not; fails when that is unknown. */
    private static int answer(CompletableFuture<byte[]> call) throws Exception {
        try {
            call.get(10, TimeUnit.SECONDS);
            return 1;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(NotExecutedException.class);
            return 0;
        }
    }
}
