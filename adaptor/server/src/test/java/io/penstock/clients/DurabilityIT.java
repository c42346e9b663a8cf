package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** A server under load is killed with {@code kill -9}. Before the tests it is started again on the same directory; each looks at one promise. */
@TestInstance(Lifecycle.PER_CLASS)
class DurabilityIT {

    private static final List<String> GROUPS = List.of("a", "b", "c", "d");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ENOUGH_SENT = 2_000;
    private static final int ENOUGH_DELETED = 500;
    private static final int ENOUGH_IN_A_GROUP = 20;
    private static final int HELD = 20;

    /** Of messages that a consumer had when the server died; they come back after it. */
    private static final int LEASE_SECONDS = 5;

    private final StandardLoad standard = new StandardLoad();
    private final FifoLoad fifo = new FifoLoad();

    private ServerProcess server;
    private SqsClient sqs;
    private TestQueue orders;
    private TestQueue ordersFifo;
    private TestQueue held;
    private List<Message> heldMessages;
    private SendMessageResponse original;
    private Message leased;
    private long leasedAt;

    @BeforeAll
    void kill_and_restart(@TempDir Path directory) throws Exception {
        server = ServerProcess.start(directory);
        sqs = Sdk.sync(server.endpoint());
        orders = TestQueue.create(sqs, Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, Integer.toString(LEASE_SECONDS)));
        ordersFifo = TestQueue.createFifo(sqs, Map.of());
        original = ordersFifo.send("0", "twice", "twice:0");
        held = TestQueue.create(sqs, Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "43200"));
        IntStream.range(0, HELD).forEach(number -> held.send("held " + number));
        heldMessages = held.receiveAll(HELD);
        sqs.tagQueue(request -> request.queueUrl(held.url()).tags(Map.of("kept", "yes")));
        Hands hands = startLoad();
        await().atMost(PATIENCE).until(this::isLoadEnough);
        held.send("leased");
        leased = sqs.receiveMessage(request -> request.queueUrl(held.url())
                        .visibilityTimeout(LEASE_SECONDS)
                        .waitTimeSeconds(5))
                .messages()
                .getFirst();
        leasedAt = System.nanoTime();

        server.kill();
        hands.join();
        sqs.close();
        server = ServerProcess.start(directory);
        sqs = Sdk.sync(server.endpoint());
        orders = moved(orders);
        ordersFifo = moved(ordersFifo);
        held = moved(held);
    }

    private Hands startLoad() {
        Hands hands = new Hands();
        IntStream.range(0, 2).forEach(sender -> hands.repeat(() -> standard.send(sqs, orders.url())));
        IntStream.range(0, 3).forEach(consumer -> hands.repeat(() -> standard.consume(sqs, orders.url())));
        GROUPS.forEach(group -> hands.repeat(() -> fifo.send(sqs, ordersFifo.url(), group)));
        hands.repeat(() -> fifo.consume(sqs, ordersFifo.url(), LEASE_SECONDS));
        return hands;
    }

    private boolean isLoadEnough() {
        return standard.sent.size() >= ENOUGH_SENT
                && standard.deleted.size() >= ENOUGH_DELETED
                && GROUPS.stream().allMatch(group -> fifo.deletedBelow(group) >= ENOUGH_IN_A_GROUP);
    }

    private TestQueue moved(TestQueue queue) {
        URI url = server.endpoint().resolve(URI.create(queue.url()).getPath());
        return new TestQueue(sqs, queue.name(), url.toString());
    }

    @AfterAll
    void stop() {
        sqs.close();
        server.close();
    }

    @Test
    void nothing_acknowledged_is_lost_and_nothing_deleted_comes_back() {
        Set<String> expected = new HashSet<>(standard.sent);
        expected.removeAll(standard.deleteAsked);
        Set<String> deletedBefore = new HashSet<>(standard.deleted);
        Set<String> received = new HashSet<>();
        await().pollInterval(Duration.ofMillis(1)).atMost(PATIENCE).until(() -> {
            List<String> bodies = standard.consume(sqs, orders.url());
            received.addAll(bodies);
            // Leases of before the crash end meanwhile.
            return bodies.isEmpty()
                    && orders.attribute(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)
                            .equals("0");
        });
        assertThat(received).containsAll(expected).doesNotContainAnyElementsOf(deletedBefore);
        orders.awaitCounts(0, 0, 0);
    }

    @Test
    void a_fifo_queue_neither_loses_nor_reorders_nor_repeats() {
        fifo.forgetReceived();
        Map<String, Integer> deletedBefore = perGroup(fifo::deletedBelow);
        Map<String, Integer> doubtBefore = perGroup(fifo::deleteAskedBelow);
        for (String group : GROUPS) {
            // The first of these repeats the send that was in doubt.
            IntStream.range(0, 3).forEach(more -> fifo.send(sqs, ordersFifo.url(), group));
        }
        await().atMost(PATIENCE).until(() -> {
            fifo.consume(sqs, ordersFifo.url(), 600);
            return GROUPS.stream().allMatch(group -> fifo.deletedBelow(group) >= fifo.sentBelow(group));
        });
        fifo.consume(sqs, ordersFifo.url(), 600);
        for (String group : GROUPS) {
            List<Integer> received = fifo.received(group);
            assertThat(received.getFirst()).isIn(deletedBefore.get(group), doubtBefore.get(group));
            assertThat(received)
                    .as("group %s, every number once and in order", group)
                    .isEqualTo(IntStream.range(received.getFirst(), fifo.sentBelow(group))
                            .boxed()
                            .toList());
        }
    }

    private static Map<String, Integer> perGroup(Function<String, Integer> number) {
        return GROUPS.stream().collect(Collectors.toMap(Function.identity(), number));
    }

    @Test
    void a_duplicate_is_still_known() {
        SendMessageResponse again = ordersFifo.send("0", "twice", "twice:0");
        assertThat(again.messageId()).isEqualTo(original.messageId());
        assertThat(again.sequenceNumber()).isEqualTo(original.sequenceNumber());
    }

    @Test
    void messages_in_flight_stay_invisible_and_their_receipts_stay_good() {
        Message back = held.receiveOne();
        assertThat(back.messageId()).isEqualTo(leased.messageId());
        assertThat(Duration.ofNanos(System.nanoTime() - leasedAt))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(LEASE_SECONDS));
        held.delete(back);
        held.awaitCounts(0, HELD, 0);
        assertThat(held.receiveNow()).isEmpty();

        held.delete(heldMessages.getFirst());
        heldMessages.stream().skip(1).forEach(message -> held.changeVisibility(message, 0));
        assertThat(held.receiveAll(HELD - 1))
                .extracting(Message::messageId)
                .containsExactlyInAnyOrderElementsOf(
                        heldMessages.stream().skip(1).map(Message::messageId).toList());
    }

    @Test
    void queues_with_their_attributes_and_tags_are_there() {
        assertThat(held.attribute(QueueAttributeName.VISIBILITY_TIMEOUT)).isEqualTo("43200");
        assertThat(sqs.listQueueTags(request -> request.queueUrl(held.url())).tags())
                .isEqualTo(Map.of("kept", "yes"));
    }
}
