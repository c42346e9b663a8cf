package io.penstock.log;

import io.penstock.kernel.fault.FaultException;
import io.penstock.log.client.Futures;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** What a failure at the start means. */
enum Verdict {
    /** Brokers that are not there, not ready, too few or too slow: all of it may be different in a moment. */
    TRY_AGAIN,
    /** Somebody has to change something first: who we say we are, what we may do, which brokers these are. */
    FOR_GOOD,
    /** As {@link #FOR_GOOD}, and what has to be changed are settings of Kafka's clients. */
    SETTINGS;

    /** The words of Kafka's clients for names that the resolver does not know, as those of containers are until they run. */
    private static final String UNRESOLVED = "No resolvable bootstrap urls";

    static Verdict of(Throwable error) {
        return switch (Futures.cause(error)) {
            case AuthenticationException refused -> FOR_GOOD;
            case AuthorizationException refused -> FOR_GOOD;
            case UnsupportedVersionException old -> FOR_GOOD;
            case PolicyViolationException refused -> FOR_GOOD;
            case InvalidTopicException wrong -> FOR_GOOD;
            // More replicas than there are brokers now. Kafka has it as a kind of the next one.
            case InvalidReplicationFactorException few -> TRY_AGAIN;
            case InvalidConfigurationException wrong -> FOR_GOOD;
            case ApiException other -> TRY_AGAIN;
            case FaultException unavailable -> TRY_AGAIN;
            case ConfigException settings -> ofSettings(settings);
            case KafkaException making -> ofSettings(making);
            case Throwable defect -> FOR_GOOD;
        };
    }

    private static Verdict ofSettings(KafkaException making) {
        return Futures.root(making) instanceof ConfigException config
                        && String.valueOf(config.getMessage()).startsWith(UNRESOLVED)
                ? TRY_AGAIN
                : SETTINGS;
    }

    /** What went wrong in a line: the outermost words, and the innermost, which often say more. */
    static String words(Throwable error) {
        Throwable cause = Futures.cause(error);
        return cause.getCause() == null ? message(cause) : message(cause) + ": " + message(Futures.root(cause));
    }

    private static String message(Throwable error) {
        String message = error.getMessage();
        return message == null || message.isBlank() ? error.getClass().getSimpleName() : message;
    }
}
