package io.penstock.clients;

import static io.penstock.clients.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Dead-letter queues and the tasks that move messages back. */
interface DeadLetterContract extends SqsContract {

    @Test
    default void a_message_received_too_often_goes_to_the_dead_letter_queue() {
        TestQueue dead = TestQueue.create(sqs());
        TestQueue source = withDeadLetters(sqs(), dead, 2);
        String id = source.send("poison").messageId();
        receiveAndGiveBack(source, 2);
        assertThat(source.receiveNow()).isEmpty();
        Message moved = dead.receiveOne();
        assertThat(moved.messageId()).isEqualTo(id);
        assertThat(moved.body()).isEqualTo("poison");
        assertThat(moved.attributes())
                .containsEntry(MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN, source.arn())
                .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "3");
        source.awaitCounts(0, 0, 0);
    }

    @Test
    default void a_fifo_dead_letter_queue_keeps_group_and_deduplication_id_and_frees_the_group() {
        TestQueue dead = TestQueue.createFifo(sqs(), Map.of());
        TestQueue source =
                TestQueue.createFifo(sqs(), Map.of(QueueAttributeName.REDRIVE_POLICY, redrivePolicy(dead, 1)));
        source.send("poison", "g", "d1");
        source.send("next", "g", "d2");
        source.changeVisibility(source.receive(1).getFirst(), 0);
        assertThat(source.receiveOne().body()).isEqualTo("next");
        Message moved = dead.receiveOne();
        assertThat(moved.body()).isEqualTo("poison");
        assertThat(moved.attributes())
                .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "g")
                .containsEntry(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID, "d1")
                .containsEntry(MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN, source.arn());
    }

    @Test
    default void the_sources_of_a_dead_letter_queue_are_listed() {
        TestQueue dead = TestQueue.create(sqs());
        TestQueue one = withDeadLetters(sqs(), dead, 5);
        TestQueue two = withDeadLetters(sqs(), dead, 5);
        assertThat(sqs().listDeadLetterSourceQueues(request -> request.queueUrl(dead.url()))
                        .queueUrls())
                .containsExactlyInAnyOrder(one.url(), two.url());
    }

    @Test
    default void a_redrive_policy_is_checked() {
        TestQueue source = TestQueue.create(sqs());
        TestQueue fifo = TestQueue.createFifo(sqs(), Map.of());
        TestQueue closed = TestQueue.create(
                sqs(), Map.of(QueueAttributeName.REDRIVE_ALLOW_POLICY, "{\"redrivePermission\":\"denyAll\"}"));
        for (String policy : List.of(
                "{\"deadLetterTargetArn\":\"" + source.arn() + "-nowhere\",\"maxReceiveCount\":3}",
                redrivePolicy(fifo, 3),
                redrivePolicy(closed, 3),
                "{\"maxReceiveCount\":3}",
                redrivePolicy(source, 1001),
                "no json")) {
            assertThatExceptionOfType(SqsException.class)
                    .as(policy)
                    .isThrownBy(() -> source.set(QueueAttributeName.REDRIVE_POLICY, policy))
                    .satisfies(thrown -> assertThat(thrown.statusCode()).isBetween(400, 499));
        }
    }

    @Test
    default void a_move_task_brings_messages_back_to_their_source() {
        TestQueue dead = TestQueue.create(sqs());
        TestQueue source = withDeadLetters(sqs(), dead, 1);
        IntStream.range(0, 3).forEach(number -> source.send("body " + number));
        await().atMost(Duration.ofSeconds(15)).until(() -> {
            source.receiveNow().forEach(message -> source.changeVisibility(message, 0));
            return dead.attribute(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
                    .equals("3");
        });

        String handle = sqs().startMessageMoveTask(request -> request.sourceArn(dead.arn()))
                .taskHandle();
        assertThat(handle).isNotBlank();
        assertThat(source.receiveAll(3))
                .extracting(Message::body)
                .containsExactlyInAnyOrder("body 0", "body 1", "body 2");
        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            ListMessageMoveTasksResultEntry task = latestTask(dead);
            assertThat(task.status()).isEqualTo("COMPLETED");
            assertThat(task.approximateNumberOfMessagesMoved()).isEqualTo(3);
            assertThat(task.sourceArn()).isEqualTo(dead.arn());
        });
        dead.awaitCounts(0, 0, 0);
    }

    @Test
    default void a_move_task_goes_to_another_queue_at_the_asked_rate_and_can_be_cancelled() {
        TestQueue dead = TestQueue.create(sqs());
        TestQueue target = TestQueue.create(sqs());
        withDeadLetters(sqs(), dead, 1);
        IntStream.range(0, 10).forEach(number -> dead.send("body " + number));
        String handle = sqs().startMessageMoveTask(request -> request.sourceArn(dead.arn())
                        .destinationArn(target.arn())
                        .maxNumberOfMessagesPerSecond(1))
                .taskHandle();
        assertRefused(
                "InvalidParameterValue",
                "already a task running",
                () -> sqs().startMessageMoveTask(request -> request.sourceArn(dead.arn())));
        assertThat(target.receiveOne().body()).startsWith("body ");
        sqs().cancelMessageMoveTask(request -> request.taskHandle(handle));
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(latestTask(dead).status()).isEqualTo("CANCELLED"));
        assertThat(dead.receive(1)).isNotEmpty();
    }

    @Test
    default void a_move_task_needs_a_dead_letter_queue_that_exists() {
        TestQueue plain = TestQueue.create(sqs());
        assertRefused(
                "InvalidParameterValue",
                "Dead Letter Queue",
                () -> sqs().startMessageMoveTask(request -> request.sourceArn(plain.arn())));
        assertRefused(
                ResourceNotFoundException.class,
                "ResourceNotFoundException",
                "SourceArn",
                () -> sqs().startMessageMoveTask(request -> request.sourceArn(plain.arn() + "-nowhere")));
        assertRefused(
                ResourceNotFoundException.class,
                "ResourceNotFoundException",
                "",
                () -> sqs().listMessageMoveTasks(request -> request.sourceArn(plain.arn() + "-nowhere")));
    }

    private ListMessageMoveTasksResultEntry latestTask(TestQueue source) {
        return sqs().listMessageMoveTasks(request -> request.sourceArn(source.arn()))
                .results()
                .getFirst();
    }

    private static TestQueue withDeadLetters(SqsClient sqs, TestQueue dead, int maxReceiveCount) {
        return TestQueue.create(sqs, Map.of(QueueAttributeName.REDRIVE_POLICY, redrivePolicy(dead, maxReceiveCount)));
    }

    private static String redrivePolicy(TestQueue dead, int maxReceiveCount) {
        return "{\"deadLetterTargetArn\":\"" + dead.arn() + "\",\"maxReceiveCount\":" + maxReceiveCount + "}";
    }

    private static void receiveAndGiveBack(TestQueue queue, int times) {
        for (int time = 0; time < times; time++) {
            queue.changeVisibility(queue.receiveOne(), 0);
        }
    }
}
