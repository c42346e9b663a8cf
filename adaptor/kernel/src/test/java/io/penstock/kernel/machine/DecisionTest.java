package io.penstock.kernel.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionTest {

    @Test
    void events_are_fixed_when_the_decision_is_taken() {
        List<String> events = new ArrayList<>(List.of("a"));
        Decision<String, String> journal = Decision.journal(events, "r");
        Decision<String, String> derived = Decision.derived(events, "r");
        events.add("b");
        assertThat(journal).isEqualTo(Decision.journal("a", "r"));
        assertThat(derived).isEqualTo(new Decision.Derived<>(List.of("a"), "r"));
        assertThatThrownBy(() ->
                        ((Decision.Journal<String, String>) journal).events().add("c"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void a_reply_alone_journals_nothing() {
        assertThat(Decision.<String, String>reply("r")).isEqualTo(new Decision.Journal<>(List.of(), "r"));
    }

    @Test
    void a_machine_has_a_name_that_fits_into_journals() {
        Codec<String> codec = new Codec<>() {
            @Override
            public byte[] encode(String value) {
                return value.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public String decode(byte[] bytes) {
                return new String(bytes, StandardCharsets.UTF_8);
            }
        };
        assertThat(new MachineType<>("sqs.queue", codec, codec)).hasToString("sqs.queue");
        assertThatIllegalArgumentException().isThrownBy(() -> new MachineType<>("", codec, codec));
        assertThatIllegalArgumentException().isThrownBy(() -> new MachineType<>("x".repeat(65), codec, codec));
    }

    @Test
    void a_companion_that_does_nothing_hands_replies_on() {
        Companion<String, String, String> none = Companion.none();
        none.opened("state");
        none.committed("state", List.of("event"));
        none.closed();
        assertThat(none.complete("reply")).isCompletedWithValue("reply");
    }
}
