package io.penstock.streams.filter;

import static io.penstock.streams.filter.FilterScope.MESSAGE_BODY;
import static io.penstock.streams.filter.Messages.accepts;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Policies on bodies: policy, body, whether the subscription takes the message. */
class BodyPolicyTest {

    @ParameterizedTest
    @CsvFileSource(resources = "body-policies.txt", delimiter = '|', quoteCharacter = '\0', maxCharsPerColumn = 10_000)
    void a_policy_on_bodies_takes_what_it_says(String policy, String body, boolean taken) {
        assertThat(accepts(policy, MESSAGE_BODY, Messages.withBody(body))).isEqualTo(taken);
    }

    @Test
    void an_empty_body_satisfies_no_policy() {
        assertThat(accepts("{\"s\": [{\"exists\": false}]}", MESSAGE_BODY, Messages.withBody("")))
                .isFalse();
    }

    @Test
    void a_body_nested_as_deeply_as_json_is_read_here_is_matched_and_a_deeper_one_is_no_json() {
        String policy = "{\"s\": [1]}";
        assertThat(accepts(policy, MESSAGE_BODY, Messages.withBody(nested(900))))
                .isTrue();
        assertThat(accepts(policy, MESSAGE_BODY, Messages.withBody(nested(100_000))))
                .isFalse();
    }

    private static String nested(int depth) {
        return "{\"s\": 1, \"deep\": " + "[".repeat(depth) + "]".repeat(depth) + "}";
    }
}
