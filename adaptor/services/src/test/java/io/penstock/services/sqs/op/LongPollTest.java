package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.SqsFixture.fault;
import static io.penstock.services.sqs.SqsFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.sqs.SqsFixture;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsLimits;
import io.penstock.wire.CallContext;
import io.penstock.wire.Cancellation;
import io.penstock.wire.Endpoint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** What happens around a receive that waits, and to messages that were handed out to nobody. */
@Timeout(60)
class LongPollTest {

    private final SqsFixture sqs = SqsFixture.partitioned(2);
    private final Cancellation cancellation = new Cancellation();
    private final SqsClient leaving = sqs.client(
            new CallContext(SqsFixture.CALLER, "request", new Endpoint("http://localhost:4566", "/"), cancellation));

    @AfterEach
    void close() {
        sqs.close();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20));
    }

    private CompletableFuture<ReceiveMessageResponse> poll(SqsClient client, String url, int partitions) {
        CompletableFuture<ReceiveMessageResponse> poll = sqs.async(
                () -> client.receiveMessage(request -> request.queueUrl(url).waitTimeSeconds(20)));
        await().until(() -> sqs.world.parked() == partitions);
        return poll;
    }

    private void produce(String queue, int partition, String body) {
        produce("sqs", queue, partition, body);
    }

    private void produce(String kind, String queue, int partition, String body) {
        sqs.world
                .recordLog()
                .append(
                        new TopicPartition(kind + ".us-east-1.000000000000." + queue, partition),
                        new NewRecord(null, body.getBytes(StandardCharsets.UTF_8), List.of()))
                .join();
    }

    private static String receives(Message message) {
        return message.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT);
    }

    /** Has both partitions answer a poll at the same moment; the body that it was answered. */
    private String assertSurplusIsGivenBack(String kind, String url, CompletableFuture<ReceiveMessageResponse> poll) {
        sqs.world.journalFaults().holdAcks();
        produce(kind, "orders", 0, "zero");
        produce(kind, "orders", 1, "one");
        await().until(() -> sqs.world.journalFaults().heldAcks() == 2);
        sqs.world.journalFaults().releaseAcks();
        String won = result(poll).messages().getFirst().body();
        String lost = won.equals("one") ? "zero" : "one";
        await().untilAsserted(() -> assertThat(sqs.receive(url)).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo(lost);
            assertThat(receives(message)).isEqualTo("1");
        }));
        return won;
    }

    @Test
    void when_two_partitions_answer_at_the_same_moment_the_surplus_is_visible_at_once_and_was_never_received() {
        String url = sqs.createQueue("orders");
        CompletableFuture<ReceiveMessageResponse> poll = poll(sqs.client, url, 2);
        assertSurplusIsGivenBack("sqs", url, poll);
    }

    @Test
    void the_surplus_of_an_attempt_is_visible_at_once_and_the_attempt_repeats_what_it_was_answered() {
        String url = sqs.createFifoPerGroup("orders.fifo");
        CompletableFuture<ReceiveMessageResponse> poll = sqs.async(() -> sqs.client.receiveMessage(
                request -> request.queueUrl(url).waitTimeSeconds(20).receiveRequestAttemptId("again")));
        await().until(() -> sqs.world.parked() == 2);
        String won = assertSurplusIsGivenBack("sqs-fifo", url, poll);
        assertThat(attempt(url)).isEqualTo(won);
    }

    @Test
    void a_message_decided_for_a_client_that_leaves_before_the_answer_is_given_back() {
        String url = sqs.createQueue("orders", Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "43200"));
        CompletableFuture<ReceiveMessageResponse> poll = poll(leaving, url, 2);
        sqs.world.journalFaults().holdAcks();
        produce("orders", 1, "one");
        await().until(() -> sqs.world.journalFaults().heldAcks() == 1);
        cancellation.cancel();
        assertThat(result(poll).hasMessages()).isFalse();
        sqs.world.journalFaults().releaseAcks();
        await().untilAsserted(() -> assertThat(sqs.receive(url))
                .singleElement()
                .satisfies(message -> assertThat(receives(message)).isEqualTo("1")));
    }

    /** Acknowledged now, what was decided for a receive that is answered already is visible at once, and was never received. */
    private void assertLateOnesAreGivenBack(String url, CompletableFuture<ReceiveMessageResponse> receive) {
        assertThat(result(receive).hasMessages()).isFalse();
        sqs.world.journalFaults().releaseAcks();
        await().untilAsserted(() -> assertThat(sqs.receive(url)).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo("late");
            assertThat(receives(message)).isEqualTo("1");
        }));
    }

    @Test
    void what_a_partition_hands_out_behind_the_end_of_a_poll_is_given_back() {
        String url = sqs.createQueue("orders", Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "43200"));
        CompletableFuture<ReceiveMessageResponse> poll = sqs.async(
                () -> sqs.client.receiveMessage(request -> request.queueUrl(url).waitTimeSeconds(1)));
        await().until(() -> sqs.world.parked() == 2);
        sqs.world.journalFaults().holdAcks();
        produce("orders", 1, "late");
        await().until(() -> sqs.world.journalFaults().heldAcks() == 1);
        sqs.advance(Duration.ofSeconds(1));
        assertLateOnesAreGivenBack(url, poll);
    }

    @Test
    void what_a_partition_hands_out_behind_an_empty_answer_to_a_short_receive_is_given_back() {
        String url = sqs.createQueue("orders", Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "43200"));
        produce("orders", 1, "late");
        sqs.world.journalFaults().holdAcks();
        CompletableFuture<ReceiveMessageResponse> receive =
                sqs.async(() -> sqs.client.receiveMessage(request -> request.queueUrl(url)));
        await().until(() -> sqs.world.journalFaults().heldAcks() == 1);
        assertLateOnesAreGivenBack(url, receive);
    }

    @Test
    void what_is_no_poll_is_finished_though_the_node_stops_or_the_client_leaves() {
        String url = sqs.createQueue("orders");
        sqs.send(url, "one");
        Message message = sqs.receive(url).getFirst();
        sqs.world.journalFaults().holdAcks();
        CompletableFuture<DeleteMessageResponse> delete = sqs.async(
                () -> leaving.deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle())));
        await().until(() -> sqs.world.journalFaults().heldAcks() == 1);
        cancellation.cancel();
        assertThat(delete).isNotDone();
        sqs.world.journalFaults().releaseAcks();
        result(delete);
    }

    @Test
    void a_client_leaves_also_when_its_poll_was_asked_again_after_dead_letters() {
        String dead = sqs.createQueue("dead");
        String url = sqs.createQueue(
                "orders",
                Map.of(
                        QueueAttributeName.VISIBILITY_TIMEOUT,
                        "0",
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"" + sqs.arn(dead) + "\",\"maxReceiveCount\":1}"));
        CompletableFuture<ReceiveMessageResponse> first = poll(sqs.client, url, 2);
        produce("orders", 1, "poison");
        result(first);
        CompletableFuture<ReceiveMessageResponse> poll = poll(leaving, url, 2);
        await().untilAsserted(() -> assertThat(sqs.bodies(dead)).containsExactly("poison"));
        cancellation.cancel();
        assertThat(result(poll).hasMessages()).isFalse();
        await().until(() -> sqs.world.parked() == 0);
    }

    @Test
    void a_poll_hears_at_once_that_its_queue_is_deleted() {
        String url = sqs.createQueue("orders");
        CompletableFuture<FaultException> poll = sqs.async(() -> fault(
                () -> sqs.client.receiveMessage(request -> request.queueUrl(url).waitTimeSeconds(20))));
        await().until(() -> sqs.world.parked() == 2);
        sqs.client.deleteQueue(request -> request.queueUrl(url));
        assertThat(result(poll).fault()).isEqualTo(SqsFaults.QUEUE_DOES_NOT_EXIST);
    }

    @Test
    void an_attempt_is_repeated_whichever_partition_it_was_answered_by() {
        String url = sqs.createFifoPerGroup("orders.fifo");
        for (int group = 0; group < 8; group++) {
            sqs.send(url, "g" + group, "m" + group);
        }
        String first = attempt(url);
        for (int i = 0; i < 12; i++) {
            assertThat(attempt(url)).isEqualTo(first);
        }
    }

    private String attempt(String url) {
        return sqs.client
                .receiveMessage(request -> request.queueUrl(url).receiveRequestAttemptId("again"))
                .messages()
                .getFirst()
                .body();
    }

    @Test
    void one_partition_at_its_limit_hides_no_other_and_lets_a_poll_wait() {
        try (SqsFixture wide = SqsFixture.partitioned(SqsLimits.PARTITIONS)) {
            String url = wide.createQueue("orders");
            int limit = SqsLimits.IN_FLIGHT / SqsLimits.PARTITIONS;
            for (int i = 0; i <= limit; i++) {
                wide.produce("sqs.us-east-1.000000000000.orders", "", "m" + i);
            }
            for (int received = 0; received < limit; ) {
                received += wide.receive(url).size();
            }
            assertThat(fault(() -> wide.receive(url)).fault()).isEqualTo(SqsFaults.OVER_LIMIT);
            wide.world
                    .recordLog()
                    .append(
                            new TopicPartition("sqs.us-east-1.000000000000.orders", 7),
                            new NewRecord(null, new byte[] {'x'}, List.of()))
                    .join();
            await().ignoreExceptions().until(() -> wide.bodies(url).equals(List.of("x")));
        }
    }
}
