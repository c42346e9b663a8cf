package io.penstock.log.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.port.Topics;
import java.util.List;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

final class GrowthTest {

    @Test
    void what_a_policy_or_a_missing_right_refuses_is_refused_for_good_and_all_else_is_worth_another_try() {
        for (Throwable forGood :
                List.of(new PolicyViolationException("no more"), new TopicAuthorizationException("not yours"))) {
            assertThat(KafkaTopics.ofGrowth(forGood))
                    .isInstanceOf(Topics.Refused.class)
                    .hasMessageContaining(forGood.getMessage());
        }
        for (Throwable passing : List.of(
                new TimeoutException("late"),
                new NotControllerException("elsewhere"),
                new ThrottlingQuotaExceededException("slower"),
                new InvalidReplicationFactorException("brokers are down"),
                new IllegalStateException("closed"))) {
            assertThat(KafkaTopics.ofGrowth(passing)).isInstanceOf(FaultException.class);
        }
    }
}
