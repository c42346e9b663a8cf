package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.broker.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Three nodes over three brokers; one node is killed with {@code kill -9} under load. Each test looks at one promise. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(480)
class NodesIT {

    private static final List<String> GROUPS = List.of("a", "b", "c", "d");
    private static final int LEASE_SECONDS = 5;
    private static final int ENOUGH_SENT = 500;
    private static final int PROBES = 12;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Enough for the session timeout of 6 s and for taking over. */
    private static final Duration SERVED_AGAIN = Duration.ofSeconds(10);

    private final StandardLoad standard = new StandardLoad();
    private final FifoLoad fifo = new FifoLoad();
    private final AtomicInteger fifoFailures = new AtomicInteger();
    private final Repeating callers = new Repeating();
    private final List<ServerProcess> nodes = new ArrayList<>();
    private final List<SqsClient> clients = new ArrayList<>();

    private TestCluster brokers;
    private TestQueue orders;
    private TestQueue ordersFifo;
    private Duration servedAgain;

    @BeforeAll
    void kill_one_of_three(@TempDir Path directory) throws Exception {
        brokers = TestCluster.start(3);
        nodes.addAll(ServerProcess.startNodes(3, brokers.bootstrapServers(), directory));
        nodes.forEach(node -> clients.add(Sdk.sync(node.endpoint())));
        orders = TestQueue.create(
                clients.getFirst(), Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, Integer.toString(LEASE_SECONDS)));
        ordersFifo = TestQueue.createFifo(clients.get(1), Map.of());
        List<TestQueue> probes = IntStream.range(0, PROBES)
                .mapToObj(number -> TestQueue.create(clients.get(number % 3)))
                .toList();
        startLoad();
        await().atMost(PATIENCE)
                .until(() -> standard.sent.size() >= ENOUGH_SENT
                        && GROUPS.stream().allMatch(group -> fifo.deletedBelow(group) >= 5));

        nodes.getFirst().kill();
        long killed = System.nanoTime();
        // All at once: one after the other, the time that each call takes would count as many times as there are
        // queues.
        CompletableFuture<?>[] served = probes.stream()
                .map(probe -> new TestQueue(clients.get(1), probe.name(), probe.url()))
                .map(probe -> CompletableFuture.runAsync(() -> serve(probe), Thread::startVirtualThread))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(served).join();
        servedAgain = Duration.ofNanos(System.nanoTime() - killed);
        int sent = standard.sent.size();
        await().atMost(PATIENCE).until(() -> standard.sent.size() >= sent + ENOUGH_SENT);
        callers.stop();
    }

    private void startLoad() {
        for (SqsClient client : clients) {
            callers.start(() -> standard.send(client, orders.url()));
        }
        callers.start(() -> standard.consume(clients.get(1), orders.url()));
        for (int i = 0; i < GROUPS.size(); i++) {
            String group = GROUPS.get(i);
            SqsClient client = clients.get(1 + i % 2);
            callers.start(() -> fifo.send(client, ordersFifo.url(), group));
        }
        callers.start(() -> {
            try {
                fifo.consume(clients.get(2), ordersFifo.url(), LEASE_SECONDS);
            } catch (SdkException e) {
                fifoFailures.incrementAndGet();
                throw e;
            }
        });
    }

    private static void serve(TestQueue queue) {
        await().pollInterval(Duration.ofMillis(50)).atMost(PATIENCE).until(() -> {
            try {
                queue.send("probe");
                return !queue.receive(10).isEmpty();
            } catch (SdkException e) {
                return false;
            }
        });
    }

    @AfterAll
    void stop() {
        callers.stop();
        clients.forEach(SqsClient::close);
        nodes.forEach(ServerProcess::close);
        brokers.close();
    }

    @Test
    void every_queue_is_served_again_within_ten_seconds() {
        assertThat(servedAgain).isLessThanOrEqualTo(SERVED_AGAIN);
    }

    @Test
    void nothing_acknowledged_is_lost_and_nothing_deleted_comes_back() {
        Set<String> expected = new HashSet<>(standard.sent);
        expected.removeAll(standard.deleteAsked);
        Set<String> deletedBefore = new HashSet<>(standard.deleted);
        Set<String> received = new HashSet<>();
        TestQueue left = new TestQueue(clients.get(2), orders.name(), orders.url());
        await().pollInterval(Duration.ofMillis(1)).atMost(PATIENCE).until(() -> {
            List<String> bodies = standard.consume(clients.get(2), orders.url());
            received.addAll(bodies);
            return bodies.isEmpty()
                    && left.attribute(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)
                            .equals("0");
        });
        assertThat(received).containsAll(expected).doesNotContainAnyElementsOf(deletedBefore);
    }

    @Test
    void a_fifo_queue_neither_loses_nor_reorders_and_repeats_only_what_was_in_doubt() {
        await().atMost(PATIENCE).until(() -> {
            fifo.consume(clients.get(2), ordersFifo.url(), 600);
            return GROUPS.stream().allMatch(group -> fifo.deletedBelow(group) >= fifo.sentBelow(group));
        });
        int repeats = 0;
        for (String group : GROUPS) {
            List<Integer> received = fifo.received(group);
            assertThat(received).as("group %s in order", group).isSorted();
            List<Integer> distinct = received.stream().distinct().toList();
            // One send more than was acknowledged may have happened.
            assertThat(distinct)
                    .as("group %s complete", group)
                    .startsWith(
                            IntStream.range(0, fifo.sentBelow(group)).boxed().toArray(Integer[]::new))
                    .hasSizeLessThanOrEqualTo(fifo.sentBelow(group) + 1);
            repeats += received.size() - distinct.size();
        }
        // A receive or delete without an answer brings back at most the ten messages of its receive.
        assertThat(repeats).isLessThanOrEqualTo(10 * fifoFailures.get());
    }
}
