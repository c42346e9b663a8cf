package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.SqsFixture.fault;
import static io.penstock.services.sqs.SqsFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.common.HeldCatalog;
import io.penstock.services.sqs.SqsFixture;
import io.penstock.services.sqs.definition.QueueDirectory;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A node that does not reach every partition, or has not heard of every change yet. */
@Timeout(60)
class OtherNodeTest {

    private static final int PARTITIONS = 3;
    private static final String TOPIC = "sqs.us-east-1.000000000000.orders";

    private final SqsFixture sqs = SqsFixture.partitioned(PARTITIONS);
    private final Map<AggregateId, FaultException> failing = new ConcurrentHashMap<>();
    private final Set<AggregateId> silent = ConcurrentHashMap.newKeySet();

    /** Those that answer receives, and nothing else any more. */
    private final Set<AggregateId> falling = ConcurrentHashMap.newKeySet();

    /** Receives to come that find nothing, just before there is something. */
    private final AtomicInteger early = new AtomicInteger();

    /** Whether receives are answered before the next one is asked. */
    private volatile boolean atOnce;

    private final List<CompletableFuture<?>> unanswered = new CopyOnWriteArrayList<>();
    private final HeldCatalog catalog = new HeldCatalog(sqs.world.catalog(), QueueDirectory.KIND);
    private final SqsClient node = sqs.otherNode(new Remote(), catalog);

    @AfterEach
    void close() {
        sqs.close();
    }

    /** The owners, as a node sees them that owns nothing. */
    private final class Remote implements Machines {
        @Override
        public <S, C, E, R> void register(Machine<S, C, E, R> machine, Companion.Factory<S, C, E, R> companions) {}

        @Override
        public <C, R> CompletableFuture<R> submit(MachineType<C, R> type, AggregateId id, C command) {
            boolean isSilent = silent.contains(id) || (falling.contains(id) && !isReceive(command));
            if (isSilent) {
                CompletableFuture<R> answer = new CompletableFuture<>();
                unanswered.add(answer);
                return answer;
            }
            FaultException failure = failing.get(id);
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            if (isReceive(command) && early.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return nothing();
            }
            CompletableFuture<R> answer = sqs.world.machines().submit(type, id, command);
            if (atOnce && isReceive(command)) {
                answer.join();
            }
            return answer;
        }
    }

    @SuppressWarnings("unchecked") // the reply of a receive
    private static <R> CompletableFuture<R> nothing() {
        return CompletableFuture.completedFuture((R) new Reply.Received(List.of()));
    }

    private static boolean isReceive(Object command) {
        return command instanceof Command.Receive || command instanceof Command.ReceiveAny;
    }

    private void cutOff(String url, int partition) {
        failing.put(sqs.partition(url, partition), CommonFaults.UNAVAILABLE.with());
    }

    private List<String> receive(String url) {
        return node.receiveMessage(request -> request.queueUrl(url).visibilityTimeout(0)).messages().stream()
                .map(Message::body)
                .toList();
    }

    @Test
    void a_partition_that_cannot_be_reached_hides_no_message_of_another() {
        String url = sqs.createQueue("orders");
        cutOff(url, 0);
        cutOff(url, 2);
        sqs.produce(new TopicPartition(TOPIC, 1), "", "m");
        for (int i = 0; i < 20; i++) {
            assertThat(receive(url)).containsExactly("m");
        }
    }

    @Test
    void when_no_partition_that_can_be_reached_has_messages_the_receive_is_empty() {
        String url = sqs.createQueue("orders");
        cutOff(url, 1);
        cutOff(url, 2);
        sqs.produce(new TopicPartition(TOPIC, 1), "", "m");
        for (int i = 0; i < 10; i++) {
            assertThat(receive(url)).isEmpty();
        }
        failing.clear();
        assertThat(receive(url)).containsExactly("m");
    }

    @Test
    void when_no_partition_can_be_reached_the_receive_fails_and_so_does_a_poll_at_once() {
        String url = sqs.createQueue("orders");
        for (int partition = 0; partition < PARTITIONS; partition++) {
            cutOff(url, partition);
        }
        assertThat(fault(() -> receive(url)).fault()).isEqualTo(CommonFaults.UNAVAILABLE);
        CompletableFuture<List<Message>> poll = poll(url, 20);
        assertUnavailable(poll);
    }

    /** A caller that goes on as if there were nothing would ask again at once; SDKs wait after this one. */
    @Test
    void a_partition_that_has_too_much_to_do_is_heard_of_though_the_others_have_nothing() {
        String url = sqs.createQueue("orders");
        failing.put(sqs.partition(url, 0), CommonFaults.UNAVAILABLE.with());
        failing.put(sqs.partition(url, 1), CommonFaults.THROTTLED.with());
        for (int i = 0; i < 10; i++) {
            assertThat(fault(() -> receive(url)).fault()).isEqualTo(CommonFaults.THROTTLED);
        }
    }

    private CompletableFuture<List<Message>> poll(String url, int seconds) {
        return sqs.async(
                () -> node.receiveMessage(request -> request.queueUrl(url).waitTimeSeconds(seconds))
                        .messages());
    }

    private void awaitParked(int partitions) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> sqs.world.parked() == partitions);
    }

    /** It waits for so many partitions, and gets a message that one of them has then. */
    private void assertPollIsAnswered(String url, int waiting) {
        CompletableFuture<List<Message>> poll = poll(url, 20);
        awaitParked(waiting);
        sqs.produce(new TopicPartition(TOPIC, 2), "", "m");
        assertThat(result(poll)).extracting(Message::body).containsExactly("m");
    }

    /** It waits for so many partitions, and no longer than its caller wants. */
    private void assertPollEndsEmpty(String url, int waiting) {
        CompletableFuture<List<Message>> poll = poll(url, 1);
        awaitParked(waiting);
        sqs.advance(Duration.ofSeconds(1));
        assertThat(result(poll)).isEmpty();
    }

    private static void assertUnavailable(CompletableFuture<?> receive) {
        assertThatThrownBy(() -> result(receive))
                .cause()
                .isInstanceOfSatisfying(
                        FaultException.class, fault -> assertThat(fault.fault()).isEqualTo(CommonFaults.UNAVAILABLE));
    }

    @Test
    void a_poll_waits_for_the_partitions_that_can_be_reached() {
        String url = sqs.createQueue("orders");
        cutOff(url, 0);
        assertPollIsAnswered(url, PARTITIONS - 1);
    }

    @Test
    void a_poll_waits_for_the_only_partition_that_can_be_reached() {
        String url = sqs.createQueue("orders");
        cutOff(url, 0);
        cutOff(url, 1);
        assertPollIsAnswered(url, 1);
    }

    @Test
    void what_other_partitions_hand_out_at_the_same_time_is_given_back() {
        String url = sqs.createQueue("orders");
        for (int partition = 0; partition < PARTITIONS; partition++) {
            sqs.produce(new TopicPartition(TOPIC, partition), "", "m");
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> sqs.attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
                        .equals(String.valueOf(PARTITIONS)));
        early.set(PARTITIONS);
        atOnce = true;
        assertThat(result(poll(url, 20))).hasSize(1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                sqs.attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                        .isEqualTo("1"));
    }

    @Test
    void a_poll_ends_empty_though_a_partition_cannot_be_reached() {
        String url = sqs.createQueue("orders");
        cutOff(url, 2);
        assertPollEndsEmpty(url, PARTITIONS - 1);
    }

    @Test
    void a_poll_ends_empty_though_one_partition_cannot_be_reached_and_one_is_silent() {
        String url = sqs.createQueue("orders");
        cutOff(url, 0);
        silence(url, 1);
        assertPollEndsEmpty(url, 1);
    }

    /** The owner is gone, and the command waits for the next one. */
    private void silence(String url, int partition) {
        silent.add(sqs.partition(url, partition));
    }

    private long waiting() {
        return unanswered.stream().filter(answer -> !answer.isDone()).count();
    }

    @Test
    void a_receive_is_answered_with_what_others_have_while_a_partition_is_silent() {
        String url = sqs.createQueue("orders");
        silence(url, 0);
        sqs.produce(new TopicPartition(TOPIC, 1), "", "m");
        List<CompletableFuture<List<String>>> receives = IntStream.range(0, 20)
                .mapToObj(i -> sqs.async(() -> receive(url)))
                .toList();
        assertThat(receives).allSatisfy(answer -> assertThat(result(answer)).containsExactly("m"));
        assertThat(unanswered).isNotEmpty();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> waiting() == 0);
    }

    @Test
    void a_receive_of_nothing_ends_while_a_partition_is_silent() {
        String url = sqs.createQueue("orders");
        silence(url, 1);
        assertThat(result(sqs.async(() -> receive(url)))).isEmpty();
        assertThat(waiting()).isZero();
    }

    @Test
    void a_poll_ends_with_its_wait_while_a_partition_is_silent() {
        String url = sqs.createQueue("orders");
        silence(url, 2);
        assertPollEndsEmpty(url, PARTITIONS - 1);
        assertThat(waiting()).isZero();
    }

    @Test
    void while_no_partition_answers_the_receive_waits_until_they_fail() {
        String url = sqs.createQueue("orders");
        for (int partition = 0; partition < PARTITIONS; partition++) {
            silence(url, partition);
        }
        CompletableFuture<List<String>> receive = sqs.async(() -> receive(url));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> waiting() == PARTITIONS);
        // One that began later has heard of two partitions, and that the third is late.
        String other = sqs.createQueue("others");
        silence(other, 0);
        assertThat(result(sqs.async(() -> receive(other)))).isEmpty();
        assertThat(receive).isNotDone();
        unanswered.forEach(answer -> answer.completeExceptionally(CommonFaults.UNAVAILABLE.with()));
        assertUnavailable(receive);
    }

    /** Its owner dies between two commands of one receive. */
    private void silenceBehindItsAnswer(String url, int partition) {
        falling.add(sqs.partition(url, partition));
    }

    @Test
    void a_receive_is_answered_with_what_others_have_when_a_partition_falls_silent_behind_its_answer() {
        String url = sqs.createQueue("orders");
        silenceBehindItsAnswer(url, 0);
        // Windows that nobody asked yet have scanned nothing: the messages are found behind the empty answers.
        sqs.produce(new TopicPartition(TOPIC, 2), "", "m");
        assertThat(result(sqs.async(() -> receive(url)))).containsExactly("m");
    }

    @Test
    void a_receive_of_nothing_ends_when_a_partition_falls_silent_behind_its_answer() {
        String url = sqs.createQueue("orders");
        silenceBehindItsAnswer(url, 1);
        assertThat(result(sqs.async(() -> receive(url)))).isEmpty();
    }

    @Test
    void a_receive_fails_when_all_partitions_fall_silent_behind_their_answers() {
        String url = sqs.createQueue("orders");
        for (int partition = 0; partition < PARTITIONS; partition++) {
            silenceBehindItsAnswer(url, partition);
        }
        assertUnavailable(sqs.async(() -> receive(url)));
    }

    @Test
    void an_attempt_fails_when_a_partition_falls_silent_behind_its_answer() {
        String url = sqs.createFifoPerGroup("orders.fifo");
        silenceBehindItsAnswer(url, 1);
        assertUnavailable(sqs.async(
                () -> node.receiveMessage(request -> request.queueUrl(url).receiveRequestAttemptId("a"))));
    }

    /** It may be that partition which answered the attempt before. */
    @Test
    void an_attempt_is_not_answered_anew_while_a_partition_cannot_be_asked() {
        String url = sqs.createFifoPerGroup("orders.fifo");
        for (int i = 0; i < 20; i++) {
            sqs.send(url, "g" + i, "m" + i);
        }
        cutOff(url, 0);
        assertThat(fault(() -> node.receiveMessage(
                                request -> request.queueUrl(url).receiveRequestAttemptId("again")))
                        .fault())
                .isEqualTo(CommonFaults.UNAVAILABLE);
    }

    /** A dead-letter queue, and a source that this node has not heard of. */
    private String deadLettersOfOrders() {
        String dead = sqs.createQueue("dead");
        String url = sqs.createQueue("orders");
        catalog.hold();
        sqs.client.setQueueAttributes(request -> request.queueUrl(url)
                .attributes(Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"" + sqs.arn(dead) + "\",\"maxReceiveCount\":1}")));
        return dead;
    }

    @Test
    void a_move_task_starts_also_where_the_redrive_policy_is_not_known_yet() {
        String dead = sqs.arn(deadLettersOfOrders());
        assertThat(node.startMessageMoveTask(request -> request.sourceArn(dead)).taskHandle())
                .isNotEmpty();
    }

    @Test
    void sources_are_listed_also_where_the_redrive_policy_is_not_known_yet() {
        String dead = deadLettersOfOrders();
        assertThat(node.listDeadLetterSourceQueues(request -> request.queueUrl(dead))
                        .queueUrls())
                .singleElement()
                .satisfies(url -> assertThat(url).endsWith("/orders"));
    }
}
