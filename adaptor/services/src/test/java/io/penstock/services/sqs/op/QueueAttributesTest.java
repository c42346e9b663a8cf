package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.SqsFixture.fault;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.sqs.SqsFixture;
import io.penstock.services.sqs.rules.SqsFaults;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** GetQueueAttributes and SetQueueAttributes: rows SQS-13, SQS-26. */
class QueueAttributesTest {

    private final SqsFixture sqs = new SqsFixture();

    @AfterEach
    void close() {
        sqs.close();
    }

    private Map<QueueAttributeName, String> all(String url) {
        return sqs.client
                .getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes();
    }

    private void set(String url, QueueAttributeName name, String value) {
        sqs.client.setQueueAttributes(request -> request.queueUrl(url).attributes(Map.of(name, value)));
    }

    @Test
    void a_new_standard_queue_has_the_defaults_of_aws() {
        String url = sqs.createQueue("orders");
        assertThat(all(url))
                .containsOnlyKeys(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                        QueueAttributeName.CREATED_TIMESTAMP,
                        QueueAttributeName.DELAY_SECONDS,
                        QueueAttributeName.LAST_MODIFIED_TIMESTAMP,
                        QueueAttributeName.MAXIMUM_MESSAGE_SIZE,
                        QueueAttributeName.MESSAGE_RETENTION_PERIOD,
                        QueueAttributeName.QUEUE_ARN,
                        QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS,
                        QueueAttributeName.SQS_MANAGED_SSE_ENABLED,
                        QueueAttributeName.VISIBILITY_TIMEOUT)
                .containsEntry(QueueAttributeName.QUEUE_ARN, "arn:aws:sqs:us-east-1:000000000000:orders")
                .containsEntry(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1048576")
                .containsEntry(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "345600")
                .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "30")
                .containsEntry(QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "false");
    }

    @Test
    void a_new_fifo_queue_has_its_own_defaults_too() {
        String url = sqs.createQueue("orders.fifo", Map.of(QueueAttributeName.FIFO_QUEUE, "true"));
        assertThat(all(url))
                .containsEntry(QueueAttributeName.FIFO_QUEUE, "true")
                .containsEntry(QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "false")
                .containsEntry(QueueAttributeName.DEDUPLICATION_SCOPE, "queue")
                .containsEntry(QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perQueue");
    }

    @Test
    void only_what_was_asked_for_is_answered() {
        String url = sqs.createQueue("orders");
        assertThat(sqs.client
                        .getQueueAttributes(
                                request -> request.queueUrl(url).attributeNames(QueueAttributeName.DELAY_SECONDS))
                        .attributes())
                .containsOnlyKeys(QueueAttributeName.DELAY_SECONDS);
        assertThat(sqs.client
                        .getQueueAttributes(request -> request.queueUrl(url))
                        .hasAttributes())
                .isFalse();
        assertThat(fault(() -> sqs.client.getQueueAttributes(
                        request -> request.queueUrl(url).attributeNamesWithStrings("Nonsense"))))
                .hasMessage("Unknown Attribute Nonsense.");
    }

    @Test
    void a_change_shows_with_its_time_and_survives_a_crash() {
        String url = sqs.createQueue("orders");
        sqs.advance(Duration.ofSeconds(10));
        set(url, QueueAttributeName.VISIBILITY_TIMEOUT, "77");
        sqs.world.crashAndRecover();
        Map<QueueAttributeName, String> attributes = all(url);
        assertThat(attributes).containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "77");
        long created = Long.parseLong(attributes.get(QueueAttributeName.CREATED_TIMESTAMP));
        assertThat(attributes).containsEntry(QueueAttributeName.LAST_MODIFIED_TIMESTAMP, Long.toString(created + 10));
    }

    @Test
    void the_type_of_a_queue_cannot_change() {
        String standard = sqs.createQueue("orders");
        FaultException unknown = fault(() -> set(standard, QueueAttributeName.FIFO_QUEUE, "true"));
        assertThat(unknown.fault()).isEqualTo(SqsFaults.INVALID_ATTRIBUTE_NAME);
        assertThat(unknown).hasMessage("Unknown Attribute FifoQueue.");
        String fifo = sqs.createFifo("orders.fifo");
        set(fifo, QueueAttributeName.FIFO_QUEUE, "true");
        assertThat(fault(() -> set(fifo, QueueAttributeName.FIFO_QUEUE, "false")))
                .hasMessage(
                        "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.");
    }

    @Test
    void a_policy_is_kept_and_returned_and_an_empty_one_removes_it() {
        String url = sqs.createQueue("orders");
        String policy = "{\"Version\":\"2012-10-17\",\"Statement\":[]}";
        set(url, QueueAttributeName.POLICY, policy);
        assertThat(sqs.attribute(url, QueueAttributeName.POLICY)).isEqualTo(policy);
        set(url, QueueAttributeName.POLICY, "");
        assertThat(sqs.attribute(url, QueueAttributeName.POLICY)).isEmpty();
        assertThat(fault(() -> set(url, QueueAttributeName.POLICY, "no json")).fault())
                .isEqualTo(SqsFaults.INVALID_ATTRIBUTE_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"Statement\":5}",
                "{\"Statement\":[5]}",
                "{\"Statement\":{\"Effect\":\"Maybe\",\"Principal\":\"*\",\"Action\":\"sqs:*\"}}",
                "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sqs:*\"}}",
                "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\"}}"
            })
    void what_has_not_the_form_of_a_policy_is_refused(String policy) {
        String url = sqs.createQueue("orders");
        assertThat(fault(() -> set(url, QueueAttributeName.POLICY, policy)))
                .hasMessage("Invalid value for the parameter Policy.");
        set(
                url,
                QueueAttributeName.POLICY,
                "{\"Statement\":{\"Effect\":\"Deny\",\"NotPrincipal\":\"*\",\"NotAction\":\"sqs:*\"}}");
    }

    @Test
    void a_policy_keeps_to_the_quotas() {
        String url = sqs.createQueue("orders");
        overQuota(url, statement("\"*\"", actions(8), "{}"), "8 actions were found in a statement");
        overQuota(url, statement(accounts(51), actions(1), "{}"), "51 principals were found");
        overQuota(url, statement("\"*\"", actions(1), conditions(11)), "11 conditions were found");
        overQuota(
                url, String.join(",", Collections.nCopies(21, statement("\"*\"", actions(1), "{}"))), "21 statements");
        overQuota(url, statement("\"" + "x".repeat(8192) + "\"", actions(1), "{}"), "Submitted policy is over max");
        set(url, QueueAttributeName.POLICY, policy(statement(accounts(50), actions(7), conditions(10))));
    }

    private void overQuota(String url, String statements, String message) {
        FaultException refused = fault(() -> set(url, QueueAttributeName.POLICY, policy(statements)));
        assertThat(refused.fault()).isEqualTo(SqsFaults.OVER_LIMIT);
        assertThat(refused).hasMessageStartingWith(message);
    }

    private static String policy(String statements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}";
    }

    private static String statement(String principal, String action, String condition) {
        return "{\"Effect\":\"Allow\",\"Principal\":" + principal + ",\"Action\":" + action + ",\"Condition\":"
                + condition + "}";
    }

    private static String actions(int count) {
        return numbered("[", "]", count, number -> "\"sqs:Action" + number + "\"");
    }

    private static String accounts(int count) {
        return numbered("{\"AWS\":[", "]}", count, number -> "\"" + (100000000000L + number) + "\"");
    }

    private static String conditions(int count) {
        return numbered("{\"StringEquals\":{", "}}", count, number -> "\"aws:Key" + number + "\":\"v\"");
    }

    private static String numbered(String before, String after, int count, IntFunction<String> one) {
        return IntStream.range(0, count).mapToObj(one).collect(Collectors.joining(",", before, after));
    }

    @Test
    void no_attribute_makes_a_definition_large() {
        String url = sqs.createQueue("orders");
        set(
                url,
                QueueAttributeName.REDRIVE_ALLOW_POLICY,
                "{ \"comment\": \"" + "x".repeat(1 << 20) + "\", \"redrivePermission\" : \"denyAll\" }");
        assertThat(sqs.attribute(url, QueueAttributeName.REDRIVE_ALLOW_POLICY))
                .isEqualTo("{\"redrivePermission\":\"denyAll\"}");
        String arn = "arn:aws:sqs:us-east-1:000000000000:" + "q".repeat(81);
        assertThat(fault(() -> set(
                                url,
                                QueueAttributeName.REDRIVE_ALLOW_POLICY,
                                "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"" + arn + "\"]}"))
                        .fault())
                .isEqualTo(SqsFaults.INVALID_PARAMETER_VALUE);
        List<String> accounts = Collections.nCopies(500, "111111111111");
        assertThat(fault(() -> sqs.client.addPermission(request -> request.queueUrl(url)
                                .label("all")
                                .awsAccountIds(accounts)
                                .actions("*")))
                        .fault())
                .isEqualTo(SqsFaults.OVER_LIMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 5", "+5", "-5", "5.0", "\u0665", "99999999999"})
    void a_number_is_written_in_digits(String value) {
        String url = sqs.createQueue("orders");
        assertThat(fault(() -> set(url, QueueAttributeName.VISIBILITY_TIMEOUT, value)))
                .hasMessage("Invalid value for the parameter VisibilityTimeout.");
    }

    @Test
    void under_aws_limits_a_retention_below_a_minute_is_refused() {
        try (SqsFixture strict = SqsFixture.strict()) {
            assertThat(fault(() -> strict.createQueue(
                                    "orders", Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "59")))
                            .fault())
                    .isEqualTo(SqsFaults.INVALID_ATTRIBUTE_VALUE);
        }
        sqs.createQueue("orders", Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "59"));
    }

    @Test
    void counters_tell_visible_in_flight_and_delayed_apart() {
        String url = sqs.createQueue("orders");
        for (int i = 0; i < 3; i++) {
            sqs.send(url, "m" + i);
        }
        sqs.client.sendMessage(
                request -> request.queueUrl(url).messageBody("later").delaySeconds(5));
        sqs.client.receiveMessage(request -> request.queueUrl(url));
        assertThat(all(url))
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "2")
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, "1")
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED, "1");
    }

    /** What was sent a moment ago, and of which nobody has asked anything yet, is not scanned. */
    @Test
    void a_delayed_message_never_counts_as_visible() {
        String url = sqs.createQueue("orders", Map.of(QueueAttributeName.DELAY_SECONDS, "5"));
        sqs.send(url, "later");
        assertThat(all(url))
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0")
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED, "1");
    }

    @Test
    void a_purged_queue_is_empty_and_takes_new_messages() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "one");
        sqs.send(url, "two");
        sqs.client.receiveMessage(request -> request.queueUrl(url));
        sqs.client.purgeQueue(request -> request.queueUrl(url));
        sqs.advance(Duration.ofSeconds(31));
        assertThat(sqs.receive(url)).isEmpty();
        sqs.send(url, "three");
        assertThat(sqs.bodies(url)).containsExactly("three");
    }

    @Test
    void under_aws_limits_a_second_purge_within_a_minute_is_refused() {
        try (SqsFixture strict = SqsFixture.strict()) {
            String url = strict.createQueue("orders");
            strict.client.purgeQueue(request -> request.queueUrl(url));
            FaultException fault = fault(() -> strict.client.purgeQueue(request -> request.queueUrl(url)));
            assertThat(fault.fault()).isEqualTo(SqsFaults.PURGE_QUEUE_IN_PROGRESS);
            assertThat(fault).hasMessage("Only one PurgeQueue operation on orders is allowed every 60 seconds.");
            strict.advance(Duration.ofSeconds(60));
            strict.client.purgeQueue(request -> request.queueUrl(url));
        }
    }
}
