package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.broker.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
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

/**
 * Two nodes under load. One stands still until the other has its shards, and when it goes on, the group's news do not reach it: its connections to the brokers work,
 * but for those of its membership. So it goes on as owner, with receipts in its callers' hands and requests in its sockets, beside an owner who took its place,
 * and what it may acknowledge only the journal can tell it.
 *
 * <p>{@code ZombieIT} has the same without the cut; there the group is quicker than the journal.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(480)
class TwoOwnersIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int IN_HAND = 60;
    private static final List<String> OF_ZOMBIE = groups("z");
    private static final List<String> OF_OTHER = groups("o");

    private final AtomicBoolean stopping = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();
    private final List<ServerProcess> nodes = new ArrayList<>();
    private KafkaRelay relay;
    private TestCluster brokers;
    private SqsClient zombie;
    private SqsClient other;
    private QueueDeeds standard;
    private QueueDeeds fifo;

    @SuppressWarnings("NullAway.Init")
    TwoOwnersIT() {}

    private static List<String> groups(String prefix) {
        return IntStream.range(0, 12).mapToObj(number -> prefix + number).toList();
    }

    @BeforeAll
    void let_two_nodes_own_the_same(@TempDir Path directory) throws Exception {
        relay = new KafkaRelay();
        brokers = TestCluster.startBehind(relay::to);
        String[] options = ServerProcess.onOneBroker("cluster.shards=6");
        nodes.add(ServerProcess.startNode(relay.bootstrapServers(), directory.resolve("zombie"), options));
        Set<String> membership = relay.clients("-ownership");
        assertThat(membership).hasSize(1);
        nodes.add(ServerProcess.startNode(relay.bootstrapServers(), directory.resolve("other"), options));
        zombie = Sdk.once(nodes.getFirst().endpoint());
        other = Sdk.once(nodes.getLast().endpoint());
        standard = new QueueDeeds(create("orders", Map.of()));
        fifo = new QueueDeeds(create(
                "orders.fifo",
                Map.of(QueueAttributeName.FIFO_QUEUE, "true", QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup")));
        startLoad();
        awaitProgress();
        List<String> inHand = takeInHand();

        relay.hold(membership);
        nodes.getFirst().freeze();
        // In every group: of those that the frozen node owned, too, so they have another owner.
        awaitProgress();
        nodes.getFirst().resume();
        deleteAtOnce(inHand);
        relay.hold(Set.of());
        awaitProgress();
        stopping.set(true);
        join(threads);
    }

    private String create(String name, Map<QueueAttributeName, String> attributes) {
        return await().ignoreExceptionsInstanceOf(SdkException.class)
                .atMost(PATIENCE)
                .until(
                        () -> other.createQueue(request -> request.queueName(name)
                                        .attributes(attributes)
                                        .tags(Map.of("penstock:partitions", "6")))
                                .queueUrl(),
                        url -> true);
    }

    /**
     * Messages of the standard queue are sent at the other node alone, which answers always: so it is known how many there are. Whoever sends receives as much, so that
     * little is left in the end.
     */
    private void startLoad() {
        for (int i = 0; i < 3; i++) {
            repeat(() -> standard.send(other), () -> standard.consume(other));
        }
        for (int i = 0; i < 6; i++) {
            repeat(() -> standard.consume(zombie));
        }
        OF_OTHER.forEach(group -> repeat(() -> fifo.send(other, group), () -> fifo.consume(other)));
        OF_ZOMBIE.forEach(group -> repeat(() -> fifo.send(zombie, group), () -> fifo.consume(zombie)));
    }

    private void repeat(Runnable... round) {
        threads.add(Rounds.repeat(stopping, round));
    }

    private static void join(List<Thread> all) throws InterruptedException {
        for (Thread thread : all) {
            assertThat(thread.join(PATIENCE)).as("a caller ends").isTrue();
        }
    }

    /** A send to a FIFO queue is answered when the owner of the group's partition has judged it. */
    private void awaitProgress() {
        List<Integer> before = OF_OTHER.stream().map(fifo::sentIn).toList();
        await().atMost(PATIENCE)
                .until(() -> IntStream.range(0, before.size())
                        .allMatch(i -> fifo.sentIn(OF_OTHER.get(i)) >= before.get(i) + 3));
    }

    private List<String> takeInHand() {
        List<String> bodies = new ArrayList<>();
        await().ignoreExceptionsInstanceOf(SdkException.class).atMost(PATIENCE).until(() -> {
            bodies.addAll(standard.receive(zombie));
            return bodies.size() >= IN_HAND;
        });
        return bodies;
    }

    /** At the zombie, by as many callers; returns when each has its answer. */
    private void deleteAtOnce(List<String> bodies) throws InterruptedException {
        List<Thread> deleting = new ArrayList<>();
        for (String body : bodies) {
            deleting.add(Thread.ofVirtual().start(() -> {
                try {
                    standard.delete(zombie, body);
                } catch (SdkException e) {
                    // Not acknowledged: deleted at the end.
                }
            }));
        }
        join(deleting);
    }

    @AfterAll
    void stop() throws Exception {
        stopping.set(true);
        zombie.close();
        other.close();
        nodes.forEach(ServerProcess::close);
        brokers.close();
        relay.close();
    }

    /** No lease ends in the time of this test, so whatever is received a second time was handed out by two owners. */
    @Test
    void no_message_is_handed_out_by_both() {
        standard.finish(other);
        assertThat(standard.received()).doesNotHaveDuplicates();
        assertAccountsBalance(standard);
    }

    @Test
    void a_fifo_queue_neither_loses_nor_reorders_nor_repeats() {
        OF_OTHER.forEach(group -> fifo.sendInDoubt(other, group));
        OF_ZOMBIE.forEach(group -> fifo.sendInDoubt(other, group));
        fifo.finish(other);
        fifo.receivedByGroup()
                .forEach((group, numbers) ->
                        assertThat(numbers).as("group %s", group).isSorted().doesNotHaveDuplicates());
        assertAccountsBalance(fifo);
    }

    /**
     * Everything received is deleted by now, and each delete was acknowledged. A send that was acknowledged and is not there makes it less than what is left, a
     * delete that was acknowledged and did not count makes it more.
     */
    private void assertAccountsBalance(QueueDeeds deeds) {
        assertThat(deeds.received()).isNotEmpty();
        assertThat(deeds.inDoubt()).isZero();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(deeds.left(other)).isEqualTo(deeds.sentAndNotReceived()));
    }
}
