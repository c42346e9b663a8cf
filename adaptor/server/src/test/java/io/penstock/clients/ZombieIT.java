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
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
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
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Three nodes under load. One stands still for longer than its session, loses its shards, and then goes on as if nothing had been: it believes that it
 * owns them, and has requests to answer. Queues have many partitions, so each node owns some of each.
 *
 * <p>Two things silence it: the group tells it that its shards are lost, and the journal shows it another's epoch. The group is quicker, so this test fails when
 * both are missing. That the journal is enough show {@code FencingContract} and, with the group out of reach, {@link TwoOwnersIT}.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(480)
class ZombieIT {

    private static final List<String> GROUPS = List.of("a", "b", "c", "d", "e", "f");
    private static final String PARTITIONS = "6";
    private static final int LEASE_SECONDS = 5;
    private static final int LONGER_THAN_THE_TEST = 600;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final StandardLoad standard = new StandardLoad();
    private final FifoLoad fifo = new FifoLoad();
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final AtomicInteger fifoFailures = new AtomicInteger();
    private final AtomicInteger servedByZombie = new AtomicInteger();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();
    private final List<ServerProcess> nodes = new ArrayList<>();
    private final List<SqsClient> clients = new ArrayList<>();

    private TestCluster brokers;
    private String orders;
    private String ordersFifo;

    @SuppressWarnings("NullAway.Init")
    ZombieIT() {}

    @BeforeAll
    void freeze_one_of_three_and_let_it_go_on(@TempDir Path directory) throws Exception {
        brokers = TestCluster.start(1);
        nodes.addAll(ServerProcess.startNodes(
                3, brokers.bootstrapServers(), directory, ServerProcess.onOneBroker("cluster.shards=6")));
        nodes.forEach(node -> clients.add(Sdk.once(node.endpoint())));
        orders = create("orders", Map.of());
        ordersFifo = create(
                "orders.fifo",
                Map.of(
                        QueueAttributeName.FIFO_QUEUE, "true",
                        QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup"));
        startLoad();
        awaitProgress();

        nodes.getFirst().freeze();
        // Of every group: of those that the frozen node owned, too, so they have another owner.
        awaitProgress();
        nodes.getFirst().resume();
        int before = servedByZombie.get();
        await().atMost(PATIENCE).until(() -> servedByZombie.get() >= before + 10);
        awaitProgress();
        stopping.set(true);
        for (Thread thread : threads) {
            assertThat(thread.join(PATIENCE)).as("a caller ends").isTrue();
        }
    }

    private String create(String name, Map<QueueAttributeName, String> attributes) {
        return await().ignoreExceptionsInstanceOf(SdkException.class)
                .atMost(PATIENCE)
                .until(
                        () -> clients.get(1)
                                .createQueue(request -> request.queueName(name)
                                        .attributes(attributes)
                                        .tags(Map.of("penstock:partitions", PARTITIONS)))
                                .queueUrl(),
                        url -> true);
    }

    private void awaitProgress() {
        List<Integer> before = GROUPS.stream().map(fifo::deletedBelow).toList();
        await().atMost(PATIENCE)
                .until(() -> IntStream.range(0, GROUPS.size())
                        .allMatch(i -> fifo.deletedBelow(GROUPS.get(i)) >= before.get(i) + 3));
    }

    /** The frozen node has callers of its own. Whoever sends receives as much, so that little is left in the end. */
    private void startLoad() {
        for (SqsClient client : clients) {
            repeat(() -> standard.send(client, orders), () -> received.addAll(receive(client)));
        }
        repeat(
                () -> {
                    standard.send(clients.getFirst(), orders);
                    servedByZombie.incrementAndGet();
                },
                () -> received.addAll(receive(clients.getFirst())));
        List<Runnable> round = new ArrayList<>();
        for (String group : GROUPS) {
            round.add(() -> fifo.send(clients.get(1), ordersFifo, group));
        }
        round.add(() -> {
            try {
                fifo.consume(clients.get(2), ordersFifo, LEASE_SECONDS);
            } catch (SdkException e) {
                fifoFailures.incrementAndGet();
                throw e;
            }
        });
        repeat(round.toArray(Runnable[]::new));
    }

    /** Leaves what it receives in flight, so that nobody may receive it again. */
    private List<String> receive(SqsClient client) {
        return client
                .receiveMessage(request -> request.queueUrl(orders)
                        .maxNumberOfMessages(10)
                        .waitTimeSeconds(1)
                        .visibilityTimeout(LONGER_THAN_THE_TEST))
                .messages()
                .stream()
                .map(Message::body)
                .toList();
    }

    private void repeat(Runnable... round) {
        threads.add(Rounds.repeat(stopping, round));
    }

    @AfterAll
    void stop() {
        stopping.set(true);
        clients.forEach(SqsClient::close);
        nodes.forEach(ServerProcess::close);
        brokers.close();
    }

    @Test
    void no_message_in_flight_is_received_again_and_nothing_acknowledged_is_lost() {
        List<String> drained = new ArrayList<>();
        await().pollInterval(Duration.ofMillis(1)).atMost(PATIENCE).until(() -> {
            List<String> more = receive(clients.getFirst());
            drained.addAll(more);
            return more.isEmpty() && count(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES) == 0;
        });
        received.addAll(drained);
        assertThat(received).doesNotHaveDuplicates();
        Set<String> known = new HashSet<>(received);
        known.addAll(standard.sent);
        // What was received and whose answer got lost is in flight too.
        assertThat(count(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .isGreaterThanOrEqualTo(known.size());
    }

    private int count(QueueAttributeName name) {
        return Integer.parseInt(clients.getFirst()
                .getQueueAttributes(request -> request.queueUrl(orders).attributeNames(name))
                .attributes()
                .getOrDefault(name, ""));
    }

    @Test
    void a_fifo_queue_neither_loses_nor_reorders_and_repeats_only_what_was_in_doubt() {
        await().pollInterval(Duration.ofMillis(1)).atMost(PATIENCE).until(() -> {
            fifo.consume(clients.getFirst(), ordersFifo, LONGER_THAN_THE_TEST);
            return GROUPS.stream().allMatch(group -> fifo.deletedBelow(group) >= fifo.sentBelow(group));
        });
        int repeats = 0;
        for (String group : GROUPS) {
            List<Integer> numbers = fifo.received(group);
            assertThat(numbers).as("group %s in order", group).isSorted();
            List<Integer> distinct = numbers.stream().distinct().toList();
            // One send more than was acknowledged may have happened.
            assertThat(distinct)
                    .as("group %s complete", group)
                    .startsWith(
                            IntStream.range(0, fifo.sentBelow(group)).boxed().toArray(Integer[]::new))
                    .hasSizeLessThanOrEqualTo(fifo.sentBelow(group) + 1);
            repeats += numbers.size() - distinct.size();
        }
        assertThat(repeats).isLessThanOrEqualTo(10 * fifoFailures.get());
    }
}
