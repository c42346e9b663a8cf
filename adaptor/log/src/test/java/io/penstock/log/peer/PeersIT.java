package io.penstock.log.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.FaultException;
import io.penstock.log.LogSettings;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeersIT {

    private static final byte[] SECRET = "the secret of this cluster, 32 b".getBytes(StandardCharsets.UTF_8);
    private static final Peers.Timing QUICK =
            new Peers.Timing(Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofSeconds(2));

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_234_567));

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private PeerServer server(PeerServer.Handler handler) {
        PeerServer server = PeerServer.start(LogSettings.Internal.LOOPBACK, SECRET, handler, QUICK);
        open.add(server);
        return server;
    }

    private Peers peers(byte[] secret) {
        Peers peers = new Peers(secret, QUICK, CLOCK);
        open.add(peers);
        return peers;
    }

    private static PeerRequest request(String key, byte[] command) {
        return new PeerRequest("test.echo", key, 1_000, command);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Throwable failure(CompletableFuture<byte[]> call) throws Exception {
        try {
            call.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return java.util.Objects.requireNonNull(e.getCause());
        }
        throw new AssertionError("the call was answered");
    }

    @Test
    void many_calls_share_a_connection_and_each_gets_its_own_reply() throws Exception {
        PeerServer server = server(request -> CompletableFuture.supplyAsync(() ->
                bytes(request.machine() + request.key() + new String(request.command(), StandardCharsets.UTF_8))));
        Peers peers = peers(SECRET);
        List<CompletableFuture<byte[]>> calls = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            calls.add(peers.call(server.address(), request("k" + i, bytes("c" + i))));
        }
        for (int i = 0; i < calls.size(); i++) {
            assertThat(calls.get(i).get(10, TimeUnit.SECONDS)).isEqualTo(bytes("test.echok" + i + "c" + i));
        }
    }

    @Test
    void replies_that_are_given_leave_before_the_server_closes() throws Exception {
        byte[] large = new byte[64 << 10];
        List<CompletableFuture<byte[]>> answers = new CopyOnWriteArrayList<>();
        PeerServer server = server(request -> {
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer;
        });
        Peers peers = peers(SECRET);
        List<CompletableFuture<byte[]>> calls = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            calls.add(peers.call(server.address(), request("k", bytes("c"))));
        }
        while (answers.size() < calls.size()) {
            Thread.onSpinWait();
        }
        answers.forEach(answer -> answer.complete(large));
        // What comes now is answered no more, and must not take away what was answered.
        Thread late = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 2_000; i++) {
                peers.call(server.address(), request("k", bytes("late")));
            }
        });
        server.close();
        late.join();
        for (CompletableFuture<byte[]> call : calls) {
            assertThat(call.get(10, TimeUnit.SECONDS)).hasSize(large.length);
        }
    }

    @Test
    void large_commands_and_replies_pass_unchanged() throws Exception {
        byte[] large = new byte[12 << 20];
        new Random(7).nextBytes(large);
        PeerServer server = server(request -> CompletableFuture.completedFuture(request.command()));
        assertThat(peers(SECRET).call(server.address(), request("k", large)).get(10, TimeUnit.SECONDS))
                .isEqualTo(large);
    }

    @Test
    void a_refusal_arrives_as_the_fault_it_was() throws Exception {
        Fault fault = Fault.sender("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "no queue %s");
        PeerServer server = server(request -> CompletableFuture.failedFuture(fault.with("orders")));
        Throwable failure = failure(peers(SECRET).call(server.address(), request("k", bytes("c"))));
        assertThat(failure).isInstanceOf(FaultException.class).hasMessage("no queue orders");
        assertThat(((FaultException) failure).fault().queryCode()).isEqualTo(fault.queryCode());
        assertThat(((FaultException) failure).fault().shape()).isEqualTo(fault.shape());
    }

    @Test
    void a_shard_that_is_elsewhere_was_certainly_not_executed() throws Exception {
        PeerServer server =
                server(request -> CompletableFuture.failedFuture(new NotExecutedException("not the owner")));
        assertThat(failure(peers(SECRET).call(server.address(), request("k", bytes("c")))))
                .isInstanceOf(NotExecutedException.class);
    }

    @Test
    void a_node_that_does_not_listen_certainly_did_not_execute() throws Exception {
        PeerServer server = server(request -> new CompletableFuture<>());
        PeerAddress address = server.address();
        server.close();
        assertThat(failure(peers(SECRET).call(address, request("k", bytes("c")))))
                .isInstanceOf(NotExecutedException.class);
    }

    @Test
    void a_caller_that_goes_cancels_what_runs_for_it() throws Exception {
        CompletableFuture<byte[]> running = new CompletableFuture<>();
        CountDownLatch began = new CountDownLatch(1);
        PeerServer server = server(request -> {
            began.countDown();
            return running;
        });
        CompletableFuture<byte[]> call = peers(SECRET).call(server.address(), request("k", bytes("c")));
        assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
        call.cancel(false);
        assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS))
                .isInstanceOf(java.util.concurrent.CancellationException.class);
    }

    @Test
    void a_reply_that_a_cancelled_call_still_gets_is_handed_over_as_late() throws Exception {
        BlockingQueue<CompletableFuture<byte[]>> running = new LinkedBlockingQueue<>();
        PeerServer server = server(request -> {
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            running.add(answer);
            return answer;
        });
        Peers peers = peers(SECRET);
        CompletableFuture<byte[]> late;
        CompletableFuture<byte[]> call;
        do {
            late = new CompletableFuture<>();
            call = peers.call(server.address(), request("k", bytes("c")), late::complete);
            running.take().complete(bytes("done"));
            // The reply is on its way; mostly this is before it has come.
        } while (!call.cancel(false));
        assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo(bytes("done"));
    }

    @Test
    void a_connection_that_breaks_leaves_sent_calls_unknown_and_cancels_them_there() throws Exception {
        CompletableFuture<byte[]> running = new CompletableFuture<>();
        CountDownLatch began = new CountDownLatch(1);
        PeerServer server = server(request -> {
            began.countDown();
            return running;
        });
        CompletableFuture<byte[]> call = peers(SECRET).call(server.address(), request("k", bytes("c")));
        assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
        server.close();
        Throwable failure = failure(call);
        assertThat(failure).isInstanceOf(FaultException.class);
        assertThat(((FaultException) failure).fault()).isEqualTo(CommonFaults.UNAVAILABLE);
        assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS))
                .isInstanceOf(java.util.concurrent.CancellationException.class);
    }

    @Test
    void the_next_call_after_a_break_opens_a_new_connection() throws Exception {
        PeerServer server = server(request -> CompletableFuture.completedFuture(request.command()));
        Peers peers = peers(SECRET);
        peers.call(server.address(), request("k", bytes("1"))).get(10, TimeUnit.SECONDS);
        server.close();
        LogSettings.Internal same =
                new LogSettings.Internal("127.0.0.1", server.address().port(), java.util.Optional.empty(), 0);
        open.add(PeerServer.start(same, SECRET, request -> CompletableFuture.completedFuture(bytes("anew")), QUICK));
        byte[] reply = null;
        for (int attempt = 0; reply == null && attempt < 100; attempt++) {
            try {
                reply = peers.call(server.address(), request("k", bytes("2"))).get(10, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                // The break may not have been noticed yet; a bounded number of calls later it is.
                assertThat(attempt).isLessThan(99);
            }
        }
        assertThat(reply).isEqualTo(bytes("anew"));
    }

    @Test
    void whoever_does_not_know_the_secret_gets_nothing_executed() throws Exception {
        CountDownLatch executed = new CountDownLatch(1);
        PeerServer server = server(request -> {
            executed.countDown();
            return CompletableFuture.completedFuture(new byte[0]);
        });
        Throwable failure = failure(
                peers(bytes("another secret, also of 32 bytes")).call(server.address(), request("k", bytes("c"))));
        assertThat(failure).isInstanceOf(NotExecutedException.class);
        assertThat(executed.getCount()).isEqualTo(1);
    }

    @Test
    void a_node_that_accepts_and_then_says_nothing_is_given_up() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Throwable failure = failure(
                    peers(SECRET).call(new PeerAddress("127.0.0.1", silent.getLocalPort()), request("k", bytes("c"))));
            assertThat(failure).isInstanceOf(NotExecutedException.class);
        }
    }

    @Test
    void a_frame_changed_on_the_way_is_not_executed() throws Exception {
        CountDownLatch executed = new CountDownLatch(1);
        PeerServer server = server(request -> {
            executed.countDown();
            return CompletableFuture.completedFuture(new byte[0]);
        });
        try (ServerSocket between = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> relay(between, server.address().port()));
            Throwable failure = failure(peers(SECRET)
                    .call(new PeerAddress("127.0.0.1", between.getLocalPort()), request("k", bytes("MARKER"))));
            assertThat(failure).isInstanceOf(FaultException.class);
            assertThat(executed.getCount()).isEqualTo(1);
        }
    }

    /** Passes everything on, except that it changes the command. */
    private static void relay(ServerSocket between, int port) {
        try (Socket calling = between.accept();
                Socket answering = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread.ofVirtual().start(() -> pass(answering, calling, false));
            pass(calling, answering, true);
        } catch (IOException e) {
            // Broken off by either end: what the test expects.
        }
    }

    private static void pass(Socket from, Socket to, boolean change) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                String text = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
                out.write((change ? text.replace("MARKER", "FORGED") : text).getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
        } catch (IOException e) {
            // Broken off by either end: what the test expects.
        }
    }

    @Test
    void noise_on_the_port_ends_that_connection_alone() throws Exception {
        PeerServer server = server(request -> CompletableFuture.completedFuture(request.command()));
        Random random = new Random(42);
        for (int i = 0; i < 20; i++) {
            byte[] noise = new byte[1 + random.nextInt(4096)];
            random.nextBytes(noise);
            try (Socket socket = new Socket(
                    InetAddress.getLoopbackAddress(), server.address().port())) {
                socket.setSoTimeout(5_000);
                socket.getOutputStream().write(noise);
                socket.shutdownOutput();
                assertThat(socket.getInputStream().readAllBytes().length).isLessThanOrEqualTo(64);
            } catch (IOException e) {
                // A reset is an end, too.
            }
        }
        assertThat(peers(SECRET)
                        .call(server.address(), request("k", bytes("c")))
                        .get(10, TimeUnit.SECONDS))
                .isEqualTo(bytes("c"));
    }

    @Test
    void a_call_says_what_the_clock_of_its_node_showed_when_it_left() throws Exception {
        CompletableFuture<PeerRequest> seen = new CompletableFuture<>();
        PeerServer server = server(request -> {
            seen.complete(request);
            return CompletableFuture.completedFuture(request.command());
        });
        peers(SECRET).call(server.address(), request("k", bytes("c"))).get(10, TimeUnit.SECONDS);
        assertThat(seen.get(10, TimeUnit.SECONDS).sentAt()).hasValue(CLOCK.millis());
    }

    @Test
    void a_node_of_the_release_before_is_called_in_its_version() throws Exception {
        try (ServerSocket older = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            CompletableFuture<byte[]> frame = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> serveFirstVersion(older, frame));
            CompletableFuture<byte[]> call =
                    peers(SECRET).call(new PeerAddress("127.0.0.1", older.getLocalPort()), request("k", bytes("c")));
            assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo(bytes("answered"));
            assertThat(frame.get(10, TimeUnit.SECONDS)).isEqualTo(firstVersion(1, request("k", bytes("c"))));
        }
    }

    /** Knows no other version, and hangs up on them. */
    private static void serveFirstVersion(ServerSocket older, CompletableFuture<byte[]> frame) {
        while (!older.isClosed()) {
            try (Socket socket = older.accept();
                    Channel channel = Channel.answering(socket, SECRET, QUICK.silence(), 1)) {
                byte[] content = channel.read();
                while (Frame.decode(content) instanceof Frame.Ping) {
                    content = channel.read();
                }
                frame.complete(content);
                channel.write(Frame.encode(new Frame.Reply(1, bytes("answered"))));
                channel.flush();
                channel.read();
            } catch (IOException e) {
                // The handshake of a version that it does not know, or the end of the test.
            }
        }
    }

    @Test
    void a_node_of_the_release_before_is_answered() throws Exception {
        CompletableFuture<PeerRequest> seen = new CompletableFuture<>();
        PeerServer server = server(request -> {
            seen.complete(request);
            return CompletableFuture.completedFuture(bytes("answered"));
        });
        try (Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.address().port());
                Channel channel = Channel.calling(socket, SECRET, QUICK.silence(), 1)) {
            channel.write(firstVersion(7, request("k", bytes("c"))));
            channel.flush();
            assertThat(channel.read()).isEqualTo(Frame.encode(new Frame.Reply(7, bytes("answered"))));
        }
        assertThat(seen.get(10, TimeUnit.SECONDS).sentAt()).isEqualTo(OptionalLong.empty());
        assertThat(seen.get(10, TimeUnit.SECONDS).command()).isEqualTo(bytes("c"));
    }

    /** A call as the first version wrote it. */
    private static byte[] firstVersion(long number, PeerRequest request) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(1);
        out.writeLong(number);
        for (String text : List.of(request.machine(), request.key())) {
            out.writeInt(text.length());
            out.writeBytes(text);
        }
        out.writeLong(request.patienceMillis());
        out.write(request.command());
        return bytes.toByteArray();
    }
}
