package io.penstock.kernel.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.delivery.Delivery.Attribute;
import io.penstock.kernel.delivery.Delivery.LetterForm;
import io.penstock.kernel.delivery.Delivery.Policy;
import io.penstock.kernel.delivery.Target.As;
import io.penstock.kernel.delivery.Target.Call;
import io.penstock.kernel.delivery.Target.Invocation;
import io.penstock.kernel.delivery.Target.Mail;
import io.penstock.kernel.delivery.Target.Post;
import io.penstock.kernel.delivery.Target.Request;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.retry.AgedRetries;
import io.penstock.kernel.retry.RetrySchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DeliveryTest {

    private static final byte[] BODY = "a body".getBytes(UTF_8);
    private static final Policy POLICY = new Policy(
            RetrySchedule.HTTP, 5, "arn:aws:sqs:r:1:q", new TreeMap<>(Map.of("name", Attribute.of("value"))));

    static Stream<Target> targets() {
        As owner = new As(AccountId.DEFAULT, Region.DEFAULT);
        return Stream.of(
                new Post("https://user:word@host/", new TreeMap<>(Map.of("X-Name", "of header")), BODY),
                new Call("kinesis", "PutRecord", owner, new Request("{\"PartitionKey\":\"k\"}", "Data", true), BODY),
                new Call("sns", "Publish", owner, new Request("{}", "Message", false), BODY),
                new Invocation(
                        "arn:aws:events:r:1:api-destination/d/1",
                        List.of("of path", "a/b"),
                        new TreeMap<>(Map.of("X-Name", "of header")),
                        new TreeMap<>(Map.of("q", "of query")),
                        BODY),
                new Mail("Café", "somebody@example.com", "a subject", BODY));
    }

    private static LogRecord written(NewRecord record) {
        return new LogRecord(7, 1, record.key(), record.value(), record.headers());
    }

    /** Bodies of records are arrays, which only their text compares. */
    private static String text(Delivery delivery) {
        return delivery.target().getClass() + " " + new String(delivery.target().body(), UTF_8) + " "
                + TargetHeaders.of(delivery.target()) + " " + delivery.lane() + " " + delivery.id() + " "
                + delivery.policy().retries() + " " + delivery.policy().perSecond() + " "
                + delivery.policy().deadLetterArn() + " "
                + delivery.policy().attributes().values().stream()
                        .map(attribute -> attribute.type() + new String(attribute.value(), UTF_8))
                        .toList();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_record_says_all_of_a_delivery(Target target) {
        Delivery delivery = new Delivery("lane", "id", target, POLICY);

        Optional<Delivery> read = Delivery.of(written(delivery.record()));

        assertThat(read.map(DeliveryTest::text)).contains(text(delivery));
    }

    @Test
    void retries_by_age_and_the_form_of_dead_letters_are_in_the_record() {
        Policy policy = new Policy(
                new AgedRetries(185, Duration.ofDays(1), Instant.ofEpochMilli(5)),
                0,
                "arn:aws:sqs:r:1:q",
                new TreeMap<>(),
                LetterForm.EVENTS);

        Optional<Delivery> read = Delivery.of(
                written(new Delivery("lane", "id", targets().findFirst().orElseThrow(), policy).record()));

        assertThat(read.map(Delivery::policy)).contains(policy);
    }

    @Test
    void a_record_of_a_kind_that_is_not_known_is_none() {
        NewRecord record = new Delivery("lane", "id", targets().findFirst().orElseThrow(), POLICY).record();
        List<Header> headers = new ArrayList<>(record.headers());
        headers.add(Header.of("delivery.kind", "pigeon"));

        Optional<Delivery> read = Delivery.of(new LogRecord(7, 1, record.key(), record.value(), headers));

        assertThat(read).isEmpty();
    }
}
