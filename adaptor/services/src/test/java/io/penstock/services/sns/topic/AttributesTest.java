package io.penstock.services.sns.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.sns.topic.SubscriptionAttributes.Target;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What attributes may be set to. */
final class AttributesTest {

    private static final Target TARGET =
            new Target("arn:aws:sns:us-east-1:000000000000:t.fifo", "arn:aws:sqs:us-east-1:000000000000:q.fifo");
    private static final String REDRIVE = "{\"deadLetterTargetArn\": \"arn:aws:sqs:us-east-1:000000000000:dead.fifo\"}";
    private static final String REPLAY =
            "{\"PointType\": \"Timestamp\", \"StartingPoint\": \"2026-01-01T00:00:00.000Z\"}";

    @ParameterizedTest
    @ValueSource(
            strings = {"1.5", "0", "366", "\"1.5\"", "\"\"", "\" 7\"", "true", "null", "1e1", "99999999999", "[3]"})
    void an_archive_keeps_a_whole_number_of_days(String days) {
        assertThatThrownBy(() -> archive("{\"MessageRetentionPeriod\": " + days + "}"))
                .isInstanceOf(FaultException.class)
                .hasMessageStartingWith("Invalid parameter: ArchivePolicy: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"MessageRetentionPeriod\": 7}", "{\"MessageRetentionPeriod\": \"365\"}", "{}", ""})
    void an_archive_begins_and_ends(String policy) {
        assertThat(archive(policy)).isEqualTo(policy);
    }

    private static String archive(String policy) {
        return TopicAttributes.check("ArchivePolicy", policy, true);
    }

    @ParameterizedTest
    @CsvSource({"RedrivePolicy, REDRIVE", "DeliveryPolicy, {}", "ReplayPolicy, REPLAY"})
    void a_subscriptions_documents_end_where_their_json_ends(String name, String kind) {
        String value = kind.equals("REDRIVE") ? REDRIVE : kind.equals("REPLAY") ? REPLAY : kind;
        assertThatCode(() -> SubscriptionAttributes.check(name, value, TARGET)).doesNotThrowAnyException();
        for (String more : new String[] {"}", " x", "{}", ","}) {
            assertThatThrownBy(() -> SubscriptionAttributes.check(name, value + more, TARGET))
                    .as(value + more)
                    .isInstanceOf(FaultException.class)
                    .hasMessage("Invalid parameter: " + name + ": failed to parse JSON.");
        }
    }

    @ParameterizedTest
    @CsvSource({"DeliveryPolicy, {}", "ArchivePolicy, {\"MessageRetentionPeriod\":7}", "Policy, {\"Statement\":[]}"})
    void a_topics_documents_end_where_their_json_ends(String name, String value) {
        assertThat(TopicAttributes.check(name, value, true)).isEqualTo(value);
        for (String more : new String[] {"}", " x", "{}", ","}) {
            assertThatThrownBy(() -> TopicAttributes.check(name, value + more, true))
                    .as(value + more)
                    .isInstanceOf(FaultException.class);
        }
    }

    private static String statement(String principal, String resource) {
        return "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"SNS:Publish\"" + principal + resource + "}]}";
    }

    @Test
    void a_statement_of_a_topics_policy_has_1_to_200_principals_and_one_resource() {
        String resource = ", \"Resource\": \"arn:aws:sns:us-east-1:000000000000:t\"";
        String most = ", \"Principal\": {\"AWS\": [" + "\"1\", ".repeat(198) + "\"1\"], \"Service\": \"s\"}";
        for (String good : List.of(", \"Principal\": \"*\"", ", \"NotPrincipal\": {\"AWS\": [\"1\"]}", most)) {
            String policy = statement(good, resource);
            assertThat(TopicAttributes.check("Policy", policy, false)).isEqualTo(policy);
        }
        String tooMany = most.replace("\"s\"", "[\"s\", \"t\"]");
        for (String bad : List.of("", ", \"Principal\": {}", ", \"Principal\": {\"AWS\": []}", tooMany)) {
            assertRefused(statement(bad, resource));
        }
        for (String bad : List.of("", ", \"Resource\": []", ", \"Resource\": [\"a\", \"b\"]")) {
            assertRefused(statement(", \"Principal\": \"*\"", bad));
        }
    }

    private static void assertRefused(String policy) {
        assertThatThrownBy(() -> TopicAttributes.check("Policy", policy, false))
                .as(policy)
                .isInstanceOf(FaultException.class)
                .hasMessage("Invalid parameter: Policy Error: null");
    }

    @Test
    void nothing_sets_back_what_has_a_default_of_nothing() {
        assertThat(SubscriptionAttributes.check("RedrivePolicy", "", TARGET)).isEmpty();
        assertThat(SubscriptionAttributes.check("FilterPolicy", "", TARGET)).isEmpty();
        assertThat(SubscriptionAttributes.check("DeliveryPolicy", "", TARGET)).isEmpty();
        assertThat(TopicAttributes.check("DeliveryPolicy", "", false)).isEmpty();
        assertThatThrownBy(() -> SubscriptionAttributes.check("RawMessageDelivery", "", TARGET))
                .hasMessage("Invalid parameter: RawMessageDelivery: Invalid value []. Must be true or false.");
    }
}
