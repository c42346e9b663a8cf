package io.penstock.streams.filter;

import static io.penstock.streams.filter.FilterScope.MESSAGE_ATTRIBUTES;
import static io.penstock.streams.filter.Messages.accepts;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Policies on attributes: policy, attributes, whether the subscription takes the message. */
class AttributePolicyTest {

    @ParameterizedTest
    @CsvFileSource(
            resources = "attribute-policies.txt",
            delimiter = '|',
            quoteCharacter = '\0',
            maxCharsPerColumn = 10_000)
    void a_policy_on_attributes_takes_what_it_says(String policy, String attributes, boolean taken) {
        assertThat(accepts(policy, MESSAGE_ATTRIBUTES, Messages.withAttributes(attributes)))
                .isEqualTo(taken);
    }
}
