package io.penstock.services.deliveries.work;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.delivery.Target.Mail;
import io.penstock.services.deliveries.work.SmtpEndpoint.Login;
import io.penstock.services.deliveries.work.SmtpEndpoint.Relay;
import io.penstock.services.deliveries.work.SmtpEndpoint.Security;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

final class SmtpEndpointIT {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final List<byte[]> arrived = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private @Nullable SMTPServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    /** A relay that refuses as recipients of {@code refused.<status>} ask for it. */
    private final class Inbox implements MessageHandler {

        Inbox(MessageContext context) {}

        @Override
        public void from(String from) {
            assertThat(from).isEqualTo("sns@example.com");
        }

        @Override
        public void recipient(String recipient) throws RejectException {
            if (recipient.startsWith("refused.")) {
                throw new RejectException(Integer.parseInt(recipient.substring(8, 11)), "not so");
            }
        }

        @Override
        public @Nullable String data(InputStream data) throws java.io.IOException {
            arrived.add(data.readAllBytes());
            return null;
        }

        @Override
        public void done() {}
    }

    private SMTPServer.Builder relay() {
        return SMTPServer.port(0)
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandlerFactory(Inbox::new)
                .sessionHandler(new org.subethamail.smtp.server.SessionHandler() {
                    @Override
                    public SessionAcceptance accept(org.subethamail.smtp.server.Session session) {
                        connections.incrementAndGet();
                        return SessionAcceptance.success();
                    }

                    @Override
                    public void onSessionEnd(org.subethamail.smtp.server.Session session) {}
                });
    }

    private int start(SMTPServer.Builder builder) {
        SMTPServer started = builder.build();
        started.start();
        server = started;
        return started.getPortAllocated();
    }

    private static SmtpEndpoint endpoint(
            int port, Security security, @Nullable Login login, @Nullable SSLContext trusted) {
        SSLSocketFactory tls = trusted == null ? null : trusted.getSocketFactory();
        Relay relay = new Relay("127.0.0.1", port, security, Optional.ofNullable(login), "sns@example.com");
        return new SmtpEndpoint(relay, InstantSource.fixed(NOW), PATIENCE, tls);
    }

    private static Mail to(String recipient) {
        return new Mail("Caf\u00e9", recipient, "Sna\u00efve \u2603", "Body \u2603\n.\nend".getBytes(UTF_8));
    }

    private static Outcome send(SmtpEndpoint endpoint, String recipient) throws Exception {
        return endpoint.send(to(recipient), "id-1").get(60, TimeUnit.SECONDS);
    }

    private static String code(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused
                ? refused.failure().code() + (refused.retryable() ? " again" : " final")
                : "arrived";
    }

    private MimeMessage arrived(int index) throws Exception {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(arrived.get(index)));
    }

    @Test
    void a_mail_arrives_with_its_names_and_texts_and_the_connection_is_used_again() throws Exception {
        try (SmtpEndpoint endpoint = endpoint(start(relay()), Security.NONE, null, null)) {
            assertThat(code(send(endpoint, "a@example.com"))).isEqualTo("arrived");
            assertThat(code(send(endpoint, "b@example.com"))).isEqualTo("arrived");
        }
        MimeMessage mail = arrived(0);
        assertThat(mail.getSubject()).isEqualTo("Sna\u00efve \u2603");
        assertThat(mail.getFrom()[0]).hasToString("=?UTF-8?Q?Caf=C3=A9?= <sns@example.com>");
        assertThat(mail.getAllRecipients()[0]).hasToString("a@example.com");
        assertThat(mail.getContent().toString().replace("\r\n", "\n").strip()).isEqualTo("Body \u2603\n.\nend");
        assertThat(mail.getMessageID()).isEqualTo("<id-1@example.com>");
        assertThat(mail.getSentDate()).isEqualTo(NOW);
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(connections).hasValue(1);
    }

    @Test
    void texts_cannot_add_headers_or_recipients() throws Exception {
        try (SmtpEndpoint endpoint = endpoint(start(relay()), Security.NONE, null, null)) {
            Mail forged = new Mail("A\r\nBcc: x@example.com", "a@example.com", "B\r\nBcc: y@example.com", new byte[0]);
            assertThat(code(endpoint.send(forged, "id").get(60, TimeUnit.SECONDS)))
                    .isEqualTo("arrived");
            Mail several = new Mail("A", "a@example.com, b@example.com", "B", new byte[0]);
            assertThat(code(endpoint.send(several, "id").get(60, TimeUnit.SECONDS)))
                    .isEqualTo("InvalidEndpoint final");
        }
        assertThat(arrived).hasSize(1);
        assertThat(arrived(0).getHeader("Bcc")).isNull();
    }

    @Test
    void what_the_relay_refuses_for_good_is_final_and_what_it_refuses_for_now_is_not() throws Exception {
        try (SmtpEndpoint endpoint = endpoint(start(relay()), Security.NONE, null, null)) {
            assertThat(code(send(endpoint, "refused.550@example.com"))).isEqualTo("550 final");
            assertThat(code(send(endpoint, "refused.451@example.com"))).isEqualTo("451 again");
            assertThat(code(send(endpoint, "refused.530@example.com"))).isEqualTo("530 again");
        }
    }

    @Test
    void starttls_is_asked_for_and_nothing_is_sent_without() throws Exception {
        KeyStore keys = TestKeys.make(directory, "ip:127.0.0.1");
        int port = start(relay().requireTLS().startTlsSocketFactory(TestKeys.having(keys)));
        try (SmtpEndpoint trusting = endpoint(port, Security.STARTTLS, null, TestKeys.trusting(keys));
                SmtpEndpoint distrusting = endpoint(port, Security.STARTTLS, null, null)) {
            assertThat(code(send(trusting, "a@example.com"))).isEqualTo("arrived");
            assertThat(code(send(distrusting, "a@example.com"))).isEqualTo("TlsFailed again");
        }
        stop();
        try (SmtpEndpoint asking = endpoint(start(relay()), Security.STARTTLS, null, null)) {
            assertThat(code(send(asking, "a@example.com"))).isEqualTo("ConnectionBroken again");
        }
        assertThat(arrived).hasSize(1);
    }

    @Test
    void a_certificate_must_be_of_the_host() throws Exception {
        KeyStore keys = TestKeys.make(directory, "dns:elsewhere.example.com");
        int port = start(relay().serverSocketFactory(TestKeys.having(keys)));
        try (SmtpEndpoint endpoint = endpoint(port, Security.TLS, null, TestKeys.trusting(keys))) {
            assertThat(code(send(endpoint, "a@example.com"))).endsWith(" again");
        }
        assertThat(arrived).isEmpty();
    }

    @Test
    void a_login_is_given_over_tls_and_a_wrong_one_is_not_the_fault_of_the_mail() throws Exception {
        KeyStore keys = TestKeys.make(directory, "ip:127.0.0.1");
        int port = start(relay().serverSocketFactory(TestKeys.having(keys))
                .requireAuth()
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, password, context) -> {
                    if (!user.equals("penstock") || !password.equals("secret")) {
                        throw new LoginFailedException();
                    }
                })));
        SSLContext trusted = TestKeys.trusting(keys);
        try (SmtpEndpoint right = endpoint(port, Security.TLS, new Login("penstock", "secret"), trusted);
                SmtpEndpoint wrong = endpoint(port, Security.TLS, new Login("penstock", "guess"), trusted);
                SmtpEndpoint none = endpoint(port, Security.TLS, null, trusted)) {
            assertThat(code(send(right, "a@example.com"))).isEqualTo("arrived");
            assertThat(code(send(wrong, "a@example.com"))).isEqualTo("AuthenticationFailed again");
            assertThat(code(send(none, "a@example.com"))).isEqualTo("530 again");
        }
        assertThat(arrived).hasSize(1);
    }

    @Test
    void a_relay_that_is_not_there_or_says_nothing_is_tried_again() throws Exception {
        int gone;
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            gone = silent.getLocalPort();
            Relay relay = new Relay("127.0.0.1", gone, Security.NONE, Optional.empty(), "sns@example.com");
            try (SmtpEndpoint endpoint =
                    new SmtpEndpoint(relay, InstantSource.fixed(NOW), Duration.ofMillis(300), null)) {
                assertThat(code(send(endpoint, "a@example.com"))).isEqualTo("Timeout again");
            }
        }
        try (SmtpEndpoint endpoint = endpoint(gone, Security.NONE, null, null)) {
            assertThat(code(send(endpoint, "a@example.com"))).isEqualTo("ConnectionFailed again");
        }
    }

    @Test
    void a_relay_that_never_comes_to_an_end_is_left() throws Exception {
        try (ServerSocket dripping = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread drip = Thread.ofVirtual().start(() -> {
                try (Socket accepted = dripping.accept()) {
                    while (true) {
                        accepted.getOutputStream().write("220-still\r\n".getBytes(UTF_8));
                        Thread.sleep(50);
                    }
                } catch (java.io.IOException | InterruptedException e) {
                    // The other side has left.
                }
            });
            Relay relay =
                    new Relay("127.0.0.1", dripping.getLocalPort(), Security.NONE, Optional.empty(), "sns@example.com");
            try (SmtpEndpoint endpoint =
                    new SmtpEndpoint(relay, InstantSource.fixed(NOW), Duration.ofMillis(500), null)) {
                assertThat(code(send(endpoint, "a@example.com"))).isEqualTo("Timeout again");
            }
            assertThat(drip.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void an_attempt_that_ends_with_the_server_has_no_outcome() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Relay relay =
                    new Relay("127.0.0.1", silent.getLocalPort(), Security.NONE, Optional.empty(), "sns@example.com");
            SmtpEndpoint endpoint = new SmtpEndpoint(relay, InstantSource.fixed(NOW), Duration.ofMillis(300), null);
            CompletableFuture<Outcome> underWay = endpoint.send(to("a@example.com"), "id");
            endpoint.close();
            assertThat(underWay.thenApply(SmtpEndpointIT::code)
                            .completeOnTimeout("none", 2, TimeUnit.SECONDS)
                            .join())
                    .isEqualTo("none");
        }
    }
}
