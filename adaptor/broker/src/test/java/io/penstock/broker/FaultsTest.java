package io.penstock.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.server.fault.FaultHandler;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private final List<BrokerFault> told = new ArrayList<>();

    @Test
    void a_halt_inside_kafka_becomes_one_fault_and_the_jvm_lives_on() {
        try (Faults faults = Faults.handTo(told::add)) {
            assertThat(faults).isNotNull();
            Exit.halt(1, "all log directories have failed");
            Exit.exit(1);
        }
        assertThat(told).extracting(BrokerFault::message).containsExactly("all log directories have failed");
    }

    @Test
    void a_fatal_fault_is_told_with_its_cause_and_a_survivable_one_is_not() {
        IllegalStateException cause = new IllegalStateException("lost");
        try (Faults faults = Faults.handTo(told::add)) {
            FaultHandler survivable = faults.build("publishing", false, () -> {});
            FaultHandler fatal = faults.build("quorum controller", true, () -> {});
            assertThat(survivable.handleFault("skipped", cause)).hasCause(cause);
            assertThat(told).isEmpty();
            assertThat(fatal.handleFault("gave up", cause)).hasCause(cause);
        }
        assertThat(told).containsExactly(new BrokerFault("quorum controller", "gave up", cause));
    }

    @Test
    void nothing_is_told_after_closing() {
        Faults.handTo(told::add).close();
        Exit.halt(1);
        assertThat(told).isEmpty();
    }
}
