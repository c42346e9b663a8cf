package io.penstock.services.sns.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.sns.rules.SnsFaults;
import io.penstock.services.sns.topic.FifoLog;
import io.penstock.services.sns.topic.Subscription;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Protocols and endpoints of subscriptions. */
final class Endpoints {

    /** AWS's protocols that nothing is delivered by here. */
    private static final Set<String> UNAVAILABLE = Set.of("sms", "application", "lambda", "firehose");

    private static final Set<String> AVAILABLE = Set.of("sqs", "http", "https", "email", "email-json");

    /** One address, without a name, a comment or anything else that could make it several. */
    private static final Pattern MAILBOX = Pattern.compile("[^@\\s,;:<>()\\[\\]\\\\\"]{1,64}@[A-Za-z0-9.-]{1,255}");

    private Endpoints() {}

    /** @param mails whether somebody can send mails */
    static String protocol(@Nullable String protocol, boolean mails) {
        if (protocol != null && Subscription.isMail(protocol) && !mails) {
            throw SnsFaults.invalid(
                    "Protocol Reason: the protocol " + protocol
                            + " is not available here: the server has no relay for mails. Its settings smtp.host and smtp.sender name one.");
        }
        if (protocol != null && UNAVAILABLE.contains(protocol)) {
            throw SnsFaults.invalid("Protocol Reason: the protocol " + protocol
                    + " is not available here. Available are sqs, http, https, email and email-json.");
        }
        if (protocol == null || !AVAILABLE.contains(protocol)) {
            throw SnsFaults.invalid("Amazon SNS does not support this protocol string: " + protocol);
        }
        return protocol;
    }

    /** AWS's text for whatever else is subscribed to a FIFO topic. */
    static void refuseOnFifo(String protocol) {
        if (!protocol.equals("sqs")) {
            throw SnsFaults.invalid("Invalid parameter: Endpoint Reason: Please use FIFO SQS queue");
        }
    }

    static String endpoint(String protocol, @Nullable String endpoint, boolean fifo) {
        if (endpoint == null || endpoint.isEmpty()) {
            throw SnsFaults.invalid("Endpoint Reason: Endpoint not specified in subscription");
        }
        if (Subscription.isMail(protocol)) {
            return mailbox(endpoint);
        }
        return protocol.equals("sqs") ? queue(endpoint, fifo) : url(protocol, endpoint);
    }

    private static String mailbox(String endpoint) {
        if (!MAILBOX.matcher(endpoint).matches()) {
            throw SnsFaults.invalid("Email address");
        }
        return endpoint;
    }

    private static String queue(String endpoint, boolean fifo) {
        Arn queue = Arn.parse(endpoint)
                .filter(arn -> arn.service().equals("sqs"))
                .orElseThrow(() -> SnsFaults.invalid("SQS endpoint ARN"));
        if (!fifo && FifoLog.isFifo(queue.resource())) {
            throw SnsFaults.invalid(
                    "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics");
        }
        return queue.toString();
    }

    private static String url(String protocol, String endpoint) {
        if (!endpoint.startsWith(protocol + "://")) {
            throw SnsFaults.invalid("Endpoint must match the specified protocol");
        }
        try {
            URI url = new URI(endpoint);
            if (url.getHost() == null) {
                throw SnsFaults.invalid("Endpoint Reason: the URL has no host");
            }
            String credentials = url.getUserInfo();
            if (credentials != null && credentials.chars().anyMatch(Character::isISOControl)) {
                throw SnsFaults.invalid("Endpoint Reason: the user name or the password has control characters");
            }
        } catch (URISyntaxException e) {
            throw SnsFaults.invalid("Endpoint Reason: not a URL");
        }
        return endpoint;
    }
}
