package io.penstock.streams.filter;

import static io.penstock.streams.filter.FilterScope.MESSAGE_ATTRIBUTES;
import static io.penstock.streams.filter.FilterScope.MESSAGE_BODY;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.FaultException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Policies that SNS does not take, with the reason it gives. */
class RefusedPolicyTest {

    @ParameterizedTest
    @CsvFileSource(
            resources = "refused-policies.txt",
            delimiter = '|',
            quoteCharacter = '\0',
            maxCharsPerColumn = 10_000)
    void a_policy_that_sns_does_not_take_is_refused_with_its_reason(String policy, String reason) {
        assertThatThrownBy(() -> FilterPolicy.compile(policy, MESSAGE_BODY, FilterFaults.ON_SUBSCRIBE))
                .isInstanceOf(FaultException.class)
                .hasMessage("Invalid parameter: Attributes Reason: FilterPolicy: " + reason);
    }

    @Test
    void the_operation_that_sets_attributes_says_it_shorter() {
        assertThatThrownBy(() -> FilterPolicy.compile("[]", MESSAGE_BODY, FilterFaults.ON_SET))
                .hasMessage("Invalid parameter: FilterPolicy: Filter is not an object");
    }

    @Test
    void policies_on_attributes_are_flat() {
        String nested = "{\"a\": {\"b\": [\"c\"]}}";
        assertThatThrownBy(() -> FilterPolicy.compile(nested, MESSAGE_ATTRIBUTES, FilterFaults.ON_SET))
                .hasMessage("Invalid parameter: Filter policy scope MessageAttributes "
                        + "does not support nested filter policy");
        assertThatCode(() -> FilterPolicy.compile(nested, MESSAGE_BODY, FilterFaults.ON_SET))
                .doesNotThrowAnyException();
    }

    @Test
    void values_combine_up_to_150() {
        taken("{\"a\": " + values(15) + ", \"b\": " + values(10) + "}");
        refused("{\"a\": " + values(151) + "}");
        refused("{\"a\": " + values(16) + ", \"b\": " + values(10) + "}");
    }

    /** AWS's example: four values three levels deep and three values two levels deep are 72. */
    @Test
    void depth_multiplies() {
        taken("{\"a\": {\"b\": {\"c\": " + values(4) + "}}, \"d\": {\"e\": " + values(3) + "}}");
        refused("{\"a\": {\"b\": {\"c\": " + values(4) + "}}, \"d\": {\"e\": " + values(7) + "}}");
    }

    @Test
    void alternatives_add_up() {
        taken("{\"$or\": [{\"a\": " + values(75) + "}, {\"b\": " + values(75) + "}]}");
        refused("{\"$or\": [{\"a\": " + values(75) + "}, {\"b\": " + values(76) + "}]}");
    }

    @Test
    void a_policy_larger_than_256_kb_is_refused() {
        assertThatThrownBy(() -> FilterPolicy.compile(
                        "{\"a\": [\"" + "x".repeat(262_144) + "\"]}", MESSAGE_BODY, FilterFaults.ON_SET))
                .isInstanceOf(FaultException.class);
    }

    private static String values(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"v" + i + "\"").collect(Collectors.joining(", ", "[", "]"));
    }

    private static void taken(String policy) {
        assertThatCode(() -> FilterPolicy.compile(policy, MESSAGE_BODY, FilterFaults.ON_SET))
                .doesNotThrowAnyException();
    }

    private static void refused(String policy) {
        assertThatThrownBy(() -> FilterPolicy.compile(policy, MESSAGE_BODY, FilterFaults.ON_SET))
                .hasMessage("Invalid parameter: FilterPolicy: Filter policy is too complex");
    }
}
