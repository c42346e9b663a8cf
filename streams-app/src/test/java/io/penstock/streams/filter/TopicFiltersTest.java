package io.penstock.streams.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TopicFiltersTest {

    private static final PublishedMessage RUGBY =
            Messages.withAttributes("{\"sport\": {\"Type\": \"String\", \"Value\": \"rugby\"}}");
    private static final int ADDITIONS = 1_000;
    private static final int CHANGES = 10;

    private final TopicFilters filters = new TopicFilters();

    @Test
    void each_subscription_is_judged_by_its_own_policy_and_scope() {
        put("a", "{\"sport\": [\"rugby\"]}", FilterScope.MESSAGE_ATTRIBUTES);
        put("b", "{\"sport\": [\"tennis\"]}", FilterScope.MESSAGE_ATTRIBUTES);
        put("c", "{\"sport\": [\"rugby\"]}", FilterScope.MESSAGE_BODY);
        put("d", "{}", FilterScope.MESSAGE_BODY);

        assertThat(filters.accepting(RUGBY)).containsExactlyInAnyOrder("a", "d");
        assertThat(filters.accepting(Messages.withBody("{\"sport\": \"rugby\"}")))
                .containsExactlyInAnyOrder("c", "d");
    }

    /** Whoever publishes one must not stop the fan-out. */
    @Test
    void a_number_that_nothing_can_hold_satisfies_no_policy() {
        put("a", "{\"n\": [{\"numeric\": [\">\", 0]}]}", FilterScope.MESSAGE_ATTRIBUTES);
        put("b", "{\"n\": [{\"numeric\": [\">\", 0]}]}", FilterScope.MESSAGE_BODY);
        assertThat(filters.accepting(
                        Messages.withAttributes("{\"n\": {\"Type\": \"Number\", \"Value\": \"1e99999999999\"}}")))
                .isEmpty();
        assertThat(filters.accepting(Messages.withBody("{\"n\": 1e99999999999}")))
                .isEmpty();
        assertThat(filters.accepting(Messages.withBody("{\"n\": 1}"))).containsExactly("b");
    }

    @Test
    void a_new_policy_takes_the_place_of_the_old_one() {
        put("a", "{\"sport\": [\"rugby\"]}", FilterScope.MESSAGE_ATTRIBUTES);
        put("a", "{\"sport\": [\"tennis\"]}", FilterScope.MESSAGE_ATTRIBUTES);
        assertThat(filters.accepting(RUGBY)).isEmpty();

        put("a", "{}", FilterScope.MESSAGE_BODY);
        assertThat(filters.accepting(RUGBY)).containsExactly("a");
    }

    @Test
    void an_equal_policy_of_another_subscription_stays_when_one_goes() {
        put("a", "{\"$or\": [{\"sport\": [\"rugby\"]}, {\"team\": [\"x\"]}]}", FilterScope.MESSAGE_ATTRIBUTES);
        put("b", "{\"$or\": [{\"sport\": [\"rugby\"]}, {\"team\": [\"x\"]}]}", FilterScope.MESSAGE_ATTRIBUTES);

        filters.remove("a");
        filters.remove("never there");

        assertThat(filters.accepting(RUGBY)).containsExactly("b");
    }

    @Test
    void no_match_is_missed_while_policies_change() throws Exception {
        put("a", "{\"sport\": [\"rugby\"]}", FilterScope.MESSAGE_ATTRIBUTES);
        put("b", "{\"sport\": [\"rugby\", \"golf\"]}", FilterScope.MESSAGE_ATTRIBUTES);
        try (ExecutorService changing = Executors.newSingleThreadExecutor()) {
            Future<?> changes = changing.submit(() -> {
                for (int i = 0; i < ADDITIONS; i++) {
                    put("c" + i, "{\"sport\": [\"golf\", \"" + i + "\"]}", FilterScope.MESSAGE_ATTRIBUTES);
                }
                for (int i = 0; i < CHANGES; i++) {
                    put("a", "{\"sport\": [\"rugby\", \"" + i + "\"]}", FilterScope.MESSAGE_ATTRIBUTES);
                }
            });
            while (!changes.isDone()) {
                assertThat(filters.accepting(RUGBY)).containsExactlyInAnyOrder("a", "b");
            }
            changes.get();
        }
    }

    private void put(String subscription, String policy, FilterScope scope) {
        filters.put(subscription, FilterPolicy.compile(policy, scope, FilterFaults.ON_SET));
    }
}
