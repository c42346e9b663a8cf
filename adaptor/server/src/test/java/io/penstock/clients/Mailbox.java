package io.penstock.clients;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** A real SMTP server that keeps what it gets. */
final class Mailbox implements AutoCloseable {

    private static final Pattern LINK = Pattern.compile("http://\\S+");

    /**
     * A mail.
     *
     * @param from name and address
     */
    record Mail(String to, String from, String subject, String text) {

        /** The first link in it. */
        String link() {
            Matcher link = LINK.matcher(text);
            if (!link.find()) {
                throw new IllegalStateException("no link in " + text);
            }
            return link.group();
        }
    }

    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final SMTPServer server;

    Mailbox() {
        server = SMTPServer.port(0)
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandler((context, from, to, data) -> {
                    if (refused.contains(to)) {
                        throw new RejectException(550, "no such user");
                    }
                    mails.add(read(to, data));
                })
                .build();
        server.start();
    }

    private static Mail read(String to, byte[] data) {
        try {
            MimeMessage message =
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(data));
            return new Mail(
                    to,
                    message.getFrom()[0].toString(),
                    message.getSubject(),
                    message.getContent().toString().replace("\r\n", "\n"));
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getPortAllocated();
    }

    /** What came to an address. */
    List<Mail> of(String to) {
        return mails.stream().filter(mail -> mail.to().equals(to)).toList();
    }

    /** From now on nobody has that address. */
    void refuse(String to) {
        refused.add(to);
    }

    /** Waits for the mail of that number, from 0. */
    Mail await(String to, int number) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> of(to).size() > number);
        return of(to).get(number);
    }

    @Override
    public void close() {
        server.stop();
    }
}
