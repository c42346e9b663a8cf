package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.penstock.broker.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.RequestThrottledException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** What three nodes with AWS's limits promise of a FIFO queue together. They are in one process and see each other through Kafka and the internal channel alone. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(480)
class SqsNodesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration MEASURED = Duration.ofSeconds(10);

    /** Calls a second of each action. */
    private static final int QUOTA = 300;

    private static final double MOST = QUOTA * 1.3;

    /** Calls of a node: a second's worth, if it makes twice its share. */
    private static final int REFUSED = QUOTA / 3;

    private static final int CALLERS = 4;

    private static final int ROUNDS = 30;

    /** Messages of a round, sent at once and each in a group of its own: partitions hand them out side by side. */
    private static final int GROUPS = 8;

    private final List<TestServer> nodes = new ArrayList<>();
    private final List<SqsClient> clients = new ArrayList<>();
    private TestCluster broker;

    @BeforeAll
    void start() throws Exception {
        broker = TestCluster.start(1);
        Map<String, String> settings = Map.of(
                "kafka.bootstrap.servers",
                broker.bootstrapServers(),
                "topics.replication-factor",
                "1",
                "topics.min-insync-replicas",
                "1",
                "limits",
                "aws");
        for (int number = 0; number < 3; number++) {
            nodes.add(TestServer.start(settings));
            clients.add(Sdk.once(nodes.getLast().endpoint()));
        }
    }

    @AfterAll
    void stop() {
        clients.forEach(SqsClient::close);
        nodes.forEach(TestServer::close);
        broker.close();
    }

    /** A queue whose partitions are spread over the nodes. */
    private String queue(int partitions) {
        return clients.getFirst()
                .createQueue(request -> request.queueName(TestQueue.freshName("shared") + ".fifo")
                        .attributesWithStrings(Map.of(
                                "FifoQueue",
                                "true",
                                "DeduplicationScope",
                                "messageGroup",
                                // Nothing comes back by itself.
                                "VisibilityTimeout",
                                "43200"))
                        .tags(Map.of("penstock:partitions", String.valueOf(partitions))))
                .queueUrl();
    }

    /** Calls without a break through one node. */
    private static final class Callers {
        private final AtomicLong granted = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();

        void call(SqsClient client, Consumer<SqsClient> call) {
            try {
                call.accept(client);
                granted.incrementAndGet();
            } catch (RequestThrottledException e) {
                refused.incrementAndGet();
            }
        }
    }

    private static List<Long> granted(List<Callers> callers) {
        return callers.stream().map(one -> one.granted.get()).toList();
    }

    private static long made(List<Callers> callers) {
        return callers.stream()
                .mapToLong(one -> one.granted.get() + one.refused.get())
                .sum();
    }

    /** Whether all nodes come to refuse calls: what they had saved up is gone, and each knows of the others. */
    private static boolean isSpent(List<Callers> callers) {
        try {
            await().atMost(PATIENCE).until(() -> callers.stream().allMatch(one -> one.refused.get() > REFUSED));
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** Calls a second that all nodes let through together. */
    private double rate(Consumer<SqsClient> call) {
        List<Callers> all = clients.stream().map(client -> new Callers()).toList();
        try (Repeating callers = new Repeating()) {
            for (int i = 0; i < CALLERS * all.size(); i++) {
                Callers one = all.get(i % all.size());
                SqsClient client = clients.get(i % all.size());
                callers.start(() -> one.call(client, call));
            }
            boolean spent = isSpent(all);
            List<Long> before = granted(all);
            long madeBefore = made(all);
            long began = System.nanoTime();
            await().pollDelay(MEASURED).atMost(PATIENCE).until(() -> true);
            double seconds = (System.nanoTime() - began) / 1e9;
            List<Long> after = granted(all);
            double made = (made(all) - madeBefore) / seconds;
            assumeThat(spent || made > MOST)
                    .as("a machine that makes more calls a second than the quota: %.0f", made)
                    .isTrue();
            List<Long> granted = IntStream.range(0, all.size())
                    .mapToObj(node -> after.get(node) - before.get(node))
                    .toList();
            assertThat(granted).as("calls of each node").allMatch(calls -> calls > 0);
            return granted.stream().mapToLong(Long::longValue).sum() / seconds;
        }
    }

    @Test
    void receives_through_all_nodes_together_take_one_quota_of_a_fifo_queue() {
        String url = queue(2);
        double receives = rate(client -> client.receiveMessage(request -> request.queueUrl(url)));
        assertThat(receives).as("receives a second").isBetween(QUOTA * 0.1, MOST);
    }

    @Test
    void polls_with_one_attempt_on_two_nodes_are_answered_the_same() {
        String url = queue(4);
        for (int number = 0; number < ROUNDS; number++) {
            String attempt = "attempt-" + number;
            List<CompletableFuture<List<Message>>> polls = clients.subList(1, 3).stream()
                    .map(client -> CompletableFuture.supplyAsync(
                            () -> client.receiveMessage(request -> request.queueUrl(url)
                                            .waitTimeSeconds(20)
                                            .receiveRequestAttemptId(attempt))
                                    .messages(),
                            Thread::startVirtualThread))
                    .toList();
            String round = "-" + number;
            List<SendMessageBatchRequestEntry> entries = IntStream.range(0, GROUPS)
                    .mapToObj(group -> SendMessageBatchRequestEntry.builder()
                            .id("g" + group)
                            .messageBody("m")
                            .messageGroupId("g" + group + round)
                            .messageDeduplicationId("g" + group + round)
                            .build())
                    .toList();
            clients.getFirst().sendMessageBatch(request -> request.queueUrl(url).entries(entries));
            List<String> handles = polls.stream()
                    .map(CompletableFuture::join)
                    .flatMap(List::stream)
                    .map(Message::receiptHandle)
                    .distinct()
                    .toList();
            assertThat(handles).as(attempt).hasSize(1);
            // Refused if it had been given back.
            clients.getFirst().deleteMessage(request -> request.queueUrl(url).receiptHandle(handles.getFirst()));
            takeRest(url);
        }
    }

    /** What a poll was handed and did not answer was given back, and the next polls wait: who finds messages at once finds those that the other one found. */
    private void takeRest(String url) {
        Set<String> taken = new HashSet<>();
        await().atMost(PATIENCE).untilAsserted(() -> {
            List<Message> messages = clients.getFirst()
                    .receiveMessage(request -> request.queueUrl(url).maxNumberOfMessages(10))
                    .messages();
            for (Message message : messages) {
                clients.getFirst()
                        .deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle()));
                taken.add(message.messageId());
            }
            assertThat(taken).hasSize(GROUPS - 1);
        });
    }
}
