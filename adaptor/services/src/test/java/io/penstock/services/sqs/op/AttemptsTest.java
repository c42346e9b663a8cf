package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.SqsFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.common.DirectClients;
import io.penstock.services.sqs.Sqs;
import io.penstock.services.sqs.SqsFixture;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.rules.SqsSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Polls of a FIFO queue with one ReceiveRequestAttemptId, side by side. The clock stands still: who waits for a timeout waits for ever. */
@Timeout(120)
class AttemptsTest {

    private static final String ID = "again";

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20));
    }

    /** Of several partitions, which only a queue is that de-duplicates by groups. */
    private static String createWide(SqsFixture sqs) {
        return sqs.createQueue(
                "orders.fifo",
                Map.of(
                        QueueAttributeName.FIFO_QUEUE, "true",
                        QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true",
                        QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup"));
    }

    private static CompletableFuture<List<Message>> poll(
            SqsFixture sqs, SqsClient client, String url, String attempt, int seconds) {
        return sqs.async(() -> client.receiveMessage(request -> request.queueUrl(url)
                        .waitTimeSeconds(seconds)
                        .receiveRequestAttemptId(attempt)
                        .messageSystemAttributeNamesWithStrings("All"))
                .messages());
    }

    private static void awaitParked(SqsFixture sqs, int count) {
        await().until(() -> sqs.world.parked() == count);
    }

    private static void produce(SqsFixture sqs, int partition, String body) {
        sqs.world
                .recordLog()
                .append(
                        new TopicPartition("sqs-fifo.us-east-1.000000000000.orders", partition),
                        new NewRecord(null, body.getBytes(StandardCharsets.UTF_8), List.of()))
                .join();
    }

    private static List<String> handles(List<Message> messages) {
        return messages.stream().map(Message::receiptHandle).toList();
    }

    private static void assertVisibleAsNeverReceived(SqsFixture sqs, String url, String body) {
        await().untilAsserted(() -> assertThat(sqs.receive(url)).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo(body);
            assertThat(message.attributes()).containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1");
        }));
    }

    @Test
    void they_are_answered_the_same_at_once_though_others_wait_between_them() {
        try (SqsFixture sqs = new SqsFixture()) {
            String url = sqs.createFifo("orders.fifo");
            CompletableFuture<List<Message>> first = poll(sqs, sqs.client, url, ID, 20);
            awaitParked(sqs, 1);
            CompletableFuture<List<Message>> other = poll(sqs, sqs.client, url, "other", 20);
            awaitParked(sqs, 2);
            CompletableFuture<List<Message>> plain = sqs.async(() -> sqs.client
                    .receiveMessage(request -> request.queueUrl(url).waitTimeSeconds(20))
                    .messages());
            awaitParked(sqs, 3);
            CompletableFuture<List<Message>> second = poll(sqs, sqs.client, url, ID, 20);
            awaitParked(sqs, 4);
            sqs.send(url, "g", "one");
            assertThat(result(first))
                    .singleElement()
                    .satisfies(message -> assertThat(message.body()).isEqualTo("one"));
            assertThat(handles(result(second))).isEqualTo(handles(result(first)));
            sqs.send(url, "h", "two");
            assertThat(result(other)).extracting(Message::body).containsExactly("two");
            assertThat(plain).isNotDone();
            sqs.send(url, "i", "three");
            assertThat(result(plain)).extracting(Message::body).containsExactly("three");
        }
    }

    @Test
    void one_that_comes_while_another_is_being_answered_is_answered_the_same() {
        try (SqsFixture sqs = new SqsFixture()) {
            String url = sqs.createFifo("orders.fifo");
            sqs.send(url, "g", "one");
            sqs.send(url, "h", "two");
            sqs.world.journalFaults().holdAcks();
            CompletableFuture<List<Message>> first = poll(sqs, sqs.client, url, ID, 0);
            await().until(() -> sqs.world.journalFaults().heldAcks() == 1);
            CompletableFuture<List<Message>> second = poll(sqs, sqs.client, url, ID, 20);
            await().until(() -> sqs.world.journalFaults().heldAcks() == 2);
            sqs.world.journalFaults().releaseAcks();
            assertThat(result(first)).hasSize(1);
            assertThat(handles(result(second))).isEqualTo(handles(result(first)));
            assertThat(sqs.bodies(url)).containsExactly("two");
        }
    }

    @Test
    void while_they_wait_on_several_partitions_one_partition_answers_them_all() {
        try (SqsFixture sqs = SqsFixture.partitioned(2)) {
            String url = createWide(sqs);
            CompletableFuture<List<Message>> first = poll(sqs, sqs.client, url, ID, 20);
            CompletableFuture<List<Message>> second = poll(sqs, sqs.client, url, ID, 20);
            awaitParked(sqs, 4);
            sqs.world.journalFaults().holdAcks();
            produce(sqs, 0, "zero");
            produce(sqs, 1, "one");
            await().until(() -> sqs.world.journalFaults().heldAcks() == 4);
            sqs.world.journalFaults().releaseAcks();
            Message answered = result(first).getFirst();
            assertThat(handles(result(second))).containsExactly(answered.receiptHandle());
            assertVisibleAsNeverReceived(sqs, url, answered.body().equals("one") ? "zero" : "one");
            sqs.delete(url, answered);
        }
    }

    /** Another node on the same aggregates; its commands of one kind stay on their way until they are let go. */
    private static final class SlowNode implements Machines {

        private final Machines machines;
        private final Predicate<Object> slow;
        private final CompletableFuture<Void> gate = new CompletableFuture<>();
        private volatile boolean isHolding;

        SlowNode(Machines machines, Predicate<Object> slow) {
            this.machines = machines;
            this.slow = slow;
        }

        /** Registered by the first node. */
        @Override
        public <S, C, E, R> void register(Machine<S, C, E, R> machine, Companion.Factory<S, C, E, R> companions) {}

        @Override
        public <C, R> CompletableFuture<R> submit(MachineType<C, R> type, AggregateId id, C command) {
            if (!slow.test(command)) {
                return machines.submit(type, id, command);
            }
            isHolding = true;
            return gate.thenCompose(open -> machines.submit(type, id, command));
        }

        SqsClient client(SqsFixture sqs, int partitions) {
            SqsSettings settings = SqsSettings.DEFAULT;
            Sqs node = Sqs.create(
                    new Sqs.Ports(
                            this,
                            sqs.world.recordLog(),
                            sqs.world.topics(),
                            sqs.world.catalog(),
                            new Sqs.Chance(sqs.world.clock(), sqs.world.random())),
                    new SqsSettings(
                            settings.limits(),
                            settings.urls(),
                            settings.topicPrefix(),
                            partitions,
                            settings.bodyBytes()));
            return DirectClients.of(SqsClient.class, node.definition(), DirectClients.call(SqsFixture.CALLER));
        }
    }

    private static boolean isTake(Object command) {
        return command instanceof Command.ReceiveAny(Command.Receive receive) && receive.max() > 0;
    }

    @Test
    void one_that_finds_other_messages_than_another_node_answered_gives_them_back_and_answers_the_same() {
        try (SqsFixture sqs = SqsFixture.partitioned(2)) {
            String url = createWide(sqs);
            int begins = (int) Math.floorMod(Hash128.of(ID).high(), 2L);
            SlowNode node = new SlowNode(sqs.world.machines(), AttemptsTest::isTake);
            CompletableFuture<List<Message>> slow = poll(sqs, node.client(sqs, 2), url, ID, 0);
            await().until(() -> node.isHolding);
            produce(sqs, 1 - begins, "answered");
            List<Message> answered = result(poll(sqs, sqs.client, url, ID, 20));
            assertThat(answered).extracting(Message::body).containsExactly("answered");
            produce(sqs, begins, "other");
            await().until(() -> !sqs.sqs
                    .peek(DirectClients.call(SqsFixture.CALLER), url, new PeekMessages.Which(false, false))
                    .messages()
                    .isEmpty());
            node.gate.complete(null);
            assertThat(handles(result(slow))).isEqualTo(handles(answered));
            assertVisibleAsNeverReceived(sqs, url, "other");
            sqs.delete(url, answered.getFirst());
        }
    }

    @Test
    void what_was_answered_and_deleted_is_not_answered_again_and_the_next_messages_are() {
        try (SqsFixture sqs = SqsFixture.partitioned(3)) {
            String url = createWide(sqs);
            for (int round = 0; round < 6; round++) {
                produce(sqs, round % 3, "m" + round);
                List<Message> answered = result(poll(sqs, sqs.client, url, ID, 20));
                assertThat(answered).extracting(Message::body).containsExactly("m" + round);
                assertThat(handles(result(poll(sqs, sqs.client, url, ID, 0)))).isEqualTo(handles(answered));
                sqs.delete(url, answered.getFirst());
            }
        }
    }

    @Test
    void however_they_meet_they_never_answer_different_messages_and_keep_none_for_nobody() {
        try (SqsFixture sqs = SqsFixture.partitioned(3)) {
            String url = createWide(sqs);
            SplittableRandom random = new SplittableRandom(7);
            for (int round = 0; round < 200; round++) {
                String attempt = "a" + round;
                List<CompletableFuture<List<Message>>> polls = new ArrayList<>();
                for (int step = 0; step < 8; step++) {
                    if (step == 7 || random.nextBoolean()) {
                        produce(sqs, random.nextInt(3), "m" + round + "-" + step);
                    } else {
                        polls.add(poll(sqs, sqs.client, url, attempt, random.nextBoolean() ? 20 : 0));
                    }
                }
                List<List<Message>> answers = polls.stream()
                        .map(SqsFixture::result)
                        .filter(answer -> !answer.isEmpty())
                        .toList();
                assertThat(answers.stream().map(AttemptsTest::handles).distinct())
                        .as("round %d", round)
                        .hasSizeLessThanOrEqualTo(1);
                // Refused if it had been given back or handed out to somebody else.
                answers.stream().limit(1).flatMap(List::stream).forEach(message -> sqs.delete(url, message));
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> {
                            sqs.receive(url).forEach(message -> sqs.delete(url, message));
                            return sqs.attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
                                            .equals("0")
                                    && sqs.attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)
                                            .equals("0");
                        });
            }
        }
    }
}
