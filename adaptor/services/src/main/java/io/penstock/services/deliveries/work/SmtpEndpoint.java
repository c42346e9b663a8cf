package io.penstock.services.deliveries.work;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.kernel.delivery.Target.Mail;
import jakarta.mail.Address;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends mails through one relay, by Angus Mail: certificates and host names are checked, and a relay that is asked for TLS and has none gets nothing. At most {@link #PLACES}
 * connections at a time; each is kept for {@link #IDLE}. What the relay refuses for good (5xx) is final, what it refuses for now and everything that is between it and
 * us is worth another attempt.
 */
public final class SmtpEndpoint implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(10);

    /** Relays allow tens of connections; a mail takes one for milliseconds. */
    private static final int PLACES = 16;

    private final Relay relay;
    private final String scheme;
    private final Session session;
    private final Duration patience;
    private final InstantSource clock;
    private final Semaphore places = new Semaphore(PLACES, true);
    private final Deque<Transport> idle = new ArrayDeque<>();
    private volatile boolean closed;

    /**
     * Where mails go.
     *
     * @param sender the address that mails are from
     */
    public record Relay(String host, int port, Security security, Optional<Login> login, String sender) {}

    /** Name and password. */
    public record Login(String user, String password) {}

    /** How the connection is secured. */
    public enum Security {
        NONE,
        STARTTLS,
        TLS
    }

    /** Trusts whom the JDK trusts. */
    public SmtpEndpoint(Relay relay, InstantSource clock) {
        this(relay, clock, PATIENCE, null);
    }

    /** @param tls whom to trust; null for whom the JDK trusts */
    SmtpEndpoint(Relay relay, InstantSource clock, Duration patience, @Nullable SSLSocketFactory tls) {
        this.relay = relay;
        this.clock = clock;
        this.patience = patience;
        this.scheme = relay.security() == Security.TLS ? "smtps" : "smtp";
        Properties properties = new Properties();
        set(properties, "connectiontimeout", patience.toMillis());
        set(properties, "timeout", patience.toMillis());
        set(properties, "auth", relay.login().isPresent());
        set(properties, "starttls.enable", relay.security() == Security.STARTTLS);
        set(properties, "starttls.required", relay.security() == Security.STARTTLS);
        set(properties, "ssl.checkserveridentity", true);
        set(properties, "quitwait", false);
        if (tls != null) {
            properties.put("mail." + scheme + ".ssl.socketFactory", tls);
        }
        this.session = Session.getInstance(properties);
    }

    private void set(Properties properties, String name, Object value) {
        properties.setProperty("mail." + scheme + "." + name, value.toString());
    }

    /**
     * Makes an attempt; does not block.
     *
     * @param id the same for every attempt, so that whoever reads mails can tell a repetition
     */
    CompletableFuture<Outcome> send(Mail mail, String id) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread sending = Thread.ofVirtual().name("mail-" + id).unstarted(() -> {
            Outcome known = attempt(mail, id);
            if (!closed || known instanceof Outcome.Arrived) {
                // Else it says nothing of the relay: nobody hears of it, and whoever owns the delivery next makes it
                // anew.
                outcome.complete(known);
            }
        });
        sending.start();
        return outcome;
    }

    private Outcome attempt(Mail mail, String id) {
        try {
            places.acquire();
        } catch (InterruptedException e) {
            return SmtpFailures.LATE;
        }
        // Timeouts of the socket are for each answer; a relay may give many. An interrupt closes the socket.
        Thread sending = Thread.currentThread();
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Void> timer =
                new CompletableFuture<Void>().completeOnTimeout(null, 2 * patience.toMillis(), TimeUnit.MILLISECONDS);
        timer.thenRun(() -> {
            if (ended.compareAndSet(false, true)) {
                sending.interrupt();
            }
        });
        try {
            Outcome outcome = sendNow(mail, id);
            boolean inTime = ended.compareAndSet(false, true);
            return inTime || outcome instanceof Outcome.Arrived ? outcome : SmtpFailures.LATE;
        } finally {
            timer.cancel(false);
            places.release();
        }
    }

    private Outcome sendNow(Mail mail, String id) {
        MimeMessage message;
        try {
            message = message(mail, id);
        } catch (MessagingException | UnsupportedEncodingException e) {
            return Outcome.Refused.of("InvalidEndpoint", "The address or the mail cannot be sent.", false);
        }
        Transport transport = null;
        try {
            transport = connection();
            transport.sendMessage(message, message.getAllRecipients());
            keep(transport);
            return new Outcome.Arrived();
        } catch (MessagingException e) {
            close(transport);
            return SmtpFailures.outcome(e);
        }
    }

    private MimeMessage message(Mail mail, String id) throws MessagingException, UnsupportedEncodingException {
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader(
                        "Message-ID",
                        "<" + id + relay.sender().substring(relay.sender().lastIndexOf('@')) + ">");
            }
        };
        message.setFrom(new InternetAddress(relay.sender(), oneLine(mail.from()), UTF_8.name()));
        message.setRecipients(RecipientType.TO, new Address[] {address(mail.to())});
        message.setSubject(oneLine(mail.subject()), UTF_8.name());
        message.setSentDate(Date.from(clock.instant()));
        // RFC 3834: who is on holiday does not answer.
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setText(new String(mail.body(), UTF_8), UTF_8.name());
        message.saveChanges();
        return message;
    }

    /** Any producer may have written it: a line's end would begin another header. */
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    private static InternetAddress address(String text) throws AddressException {
        return new InternetAddress(text, true);
    }

    /** One that is open and answers, else a new one. */
    private Transport connection() throws MessagingException {
        while (true) {
            Transport known;
            synchronized (idle) {
                known = idle.pollFirst();
            }
            if (known == null) {
                break;
            }
            if (known.isConnected()) {
                return known;
            }
            close(known);
        }
        Transport transport = session.getTransport(scheme);
        try {
            Login login = relay.login().orElse(null);
            transport.connect(
                    relay.host(),
                    relay.port(),
                    login == null ? null : login.user(),
                    login == null ? null : login.password());
            return transport;
        } catch (MessagingException e) {
            close(transport);
            throw e;
        }
    }

    private void keep(Transport transport) {
        synchronized (idle) {
            if (!closed) {
                idle.addFirst(transport);
            }
        }
        if (closed) {
            close(transport);
            return;
        }
        CompletableFuture.delayedExecutor(
                        IDLE.toMillis(),
                        TimeUnit.MILLISECONDS,
                        task -> Thread.ofVirtual().start(task))
                .execute(() -> {
                    boolean unused;
                    synchronized (idle) {
                        unused = idle.remove(transport);
                    }
                    if (unused) {
                        close(transport);
                    }
                });
    }

    private static void close(@Nullable Transport transport) {
        if (transport != null) {
            try {
                transport.close();
            } catch (MessagingException e) {
                // It is gone already.
            }
        }
    }

    @Override
    public void close() {
        Deque<Transport> open;
        synchronized (idle) {
            closed = true;
            open = new ArrayDeque<>(idle);
            idle.clear();
        }
        open.forEach(SmtpEndpoint::close);
    }
}
