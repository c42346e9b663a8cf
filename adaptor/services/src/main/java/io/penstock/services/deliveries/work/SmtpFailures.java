package io.penstock.services.deliveries.work;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.jspecify.annotations.Nullable;

/** What a failure of Angus Mail means for a delivery. */
final class SmtpFailures {

    /** An attempt took too long. */
    static final Outcome LATE = Outcome.Refused.of("Timeout", "The relay did not answer in time.", true);

    private static final int PERMANENT = 500;

    /** 5xx that say nothing of the mail, but that the operator has something to put right: TLS or a login is asked for, or the login is none. */
    private static final Set<Integer> OF_THE_RELAY = Set.of(530, 534, 535, 538);

    private SmtpFailures() {}

    static Outcome outcome(MessagingException failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable each = failure; each != null && chain.size() < 20; each = each.getCause()) {
            chain.add(each);
        }
        for (Throwable each : chain.reversed()) {
            // What was said of the recipient lies deeper than what follows from it.
            int status = status(each);
            if (status > 0) {
                boolean retryable = status < PERMANENT || OF_THE_RELAY.contains(status);
                return Outcome.Refused.of(
                        Integer.toString(status), "The relay answered: " + firstLine(each.getMessage()), retryable);
            }
        }
        for (Throwable each : chain) {
            switch (each) {
                case SocketTimeoutException _ -> {
                    return LATE;
                }
                case SSLException tls -> {
                    return Outcome.Refused.of(
                            "TlsFailed", "TLS with the relay failed: " + firstLine(tls.getMessage()), true);
                }
                case AuthenticationFailedException _ -> {
                    return Outcome.Refused.of("AuthenticationFailed", "The relay does not accept the login.", true);
                }
                default -> {}
            }
        }
        return failure instanceof MailConnectException
                ? Outcome.Refused.of("ConnectionFailed", "No connection to the relay could be made.", true)
                : Outcome.Refused.of(
                        "ConnectionBroken",
                        "The connection to the relay broke: " + firstLine(failure.getMessage()),
                        true);
    }

    private static int status(Throwable failure) {
        return switch (failure) {
            case SMTPAddressFailedException e -> e.getReturnCode();
            case SMTPSenderFailedException e -> e.getReturnCode();
            case SMTPSendFailedException e -> e.getReturnCode();
            default -> 0;
        };
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "" : text.strip().lines().findFirst().orElse("");
    }
}
