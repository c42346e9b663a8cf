package io.penstock.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.CommonFaults;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    void what_may_be_different_in_a_moment_is_tried_again() {
        assertThat(List.of(
                        new TimeoutException("no node"),
                        new DisconnectException(),
                        new InvalidReplicationFactorException("one broker of three"),
                        new NotEnoughReplicasException(),
                        new CompletionException(new TimeoutException("wrapped")),
                        CommonFaults.UNAVAILABLE.with()))
                .allSatisfy(error -> assertThat(Verdict.of(error)).isEqualTo(Verdict.TRY_AGAIN));
    }

    @Test
    void what_somebody_has_to_change_is_not() {
        assertThat(List.of(
                        new SaslAuthenticationException("wrong password"),
                        new SslAuthenticationException("unknown authority"),
                        new TopicAuthorizationException("penstock.catalog"),
                        new UnsupportedVersionException("old broker"),
                        new PolicyViolationException("too many partitions"),
                        new IllegalStateException("this cluster was made by another version")))
                .allSatisfy(error -> assertThat(Verdict.of(error)).isEqualTo(Verdict.FOR_GOOD));
    }

    @Test
    void settings_of_clients_are_told_apart_from_names_that_are_not_known_yet() {
        assertThat(Verdict.of(new KafkaException("no client", new ConfigException("acks", "some"))))
                .isEqualTo(Verdict.SETTINGS);
        assertThat(Verdict.of(new KafkaException("no client", new KafkaException("no key store"))))
                .isEqualTo(Verdict.SETTINGS);
        assertThat(Verdict.of(making("not-a-port:x"))).isEqualTo(Verdict.SETTINGS);
        // The name is reserved: no resolver knows it.
        assertThat(Verdict.of(making("broker.invalid:9092"))).isEqualTo(Verdict.TRY_AGAIN);
    }

    private static Throwable making(String bootstrapServers) {
        return Assertions.catchThrowable(() -> Admin.create(java.util.Map.of("bootstrap.servers", bootstrapServers))
                .close());
    }

    @Test
    void a_reason_has_the_outermost_and_the_innermost_words() {
        assertThat(Verdict.words(new CompletionException(new KafkaException(
                        "no client", new RuntimeException("x", new ConfigException("no such protocol"))))))
                .isEqualTo("no client: no such protocol");
        assertThat(Verdict.words(new DisconnectException())).isEqualTo("DisconnectException");
    }
}
