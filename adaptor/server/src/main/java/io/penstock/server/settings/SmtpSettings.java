package io.penstock.server.settings;

import java.util.Optional;

/** The relay that mails go through. */
public record SmtpSettings(
        @Setting(
                doc =
                        "The relay that mails to subscribers of SNS go through. Without one, subscriptions by `email` and `email-json` are"
                                + " refused.")
        Optional<String> host,

        @Setting(value = "587", doc = "The relay's port.") int port,

        @Setting(
                value = "starttls",
                doc =
                        "How the connection to the relay is secured: `starttls` asks for TLS in it and sends nothing without, `tls` begins with"
                                + " TLS, `none` has none.")
        Security security,

        @Setting(doc = "The name to log in to the relay with.")
        Optional<String> user,

        @Setting(doc = "The password to log in to the relay with.", secret = true)
        Optional<String> password,

        @Setting(doc = "The address that mails are from. Needed with `host`.")
        Optional<String> sender) {

    public SmtpSettings {
        Checks.port("smtp.port", port);
        if (host.isPresent() && sender.isEmpty()) {
            throw new IllegalArgumentException("smtp.host needs smtp.sender, the address that mails are from");
        }
        if (sender.isPresent() && !sender.get().matches("[^@\\s<>]+@[^@\\s<>]+")) {
            throw new IllegalArgumentException("smtp.sender is an address such as sns@example.com: " + sender.get());
        }
        if (user.isPresent() != password.isPresent()) {
            throw new IllegalArgumentException("smtp.user and smtp.password belong together: set both or neither");
        }
    }

    /** How a connection is secured. */
    public enum Security {
        NONE,
        STARTTLS,
        TLS
    }
}
