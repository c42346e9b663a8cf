package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.SqsFixture.fault;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.sqs.SqsFixture;
import io.penstock.services.sqs.rules.SqsFaults;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Dead-letter queues and message move tasks: rows SQS-21 to SQS-23. */
class DeadLetterTest {

    private final SqsFixture sqs = new SqsFixture();

    @AfterEach
    void close() {
        sqs.close();
    }

    private static String policy(String target, int maxReceiveCount) {
        return "{\"deadLetterTargetArn\":\"" + target + "\",\"maxReceiveCount\":\"" + maxReceiveCount + "\"}";
    }

    private String source(String name, String deadLetterUrl) {
        return sqs.createQueue(
                name,
                Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        policy(sqs.arn(deadLetterUrl), 1),
                        QueueAttributeName.VISIBILITY_TIMEOUT,
                        "0"));
    }

    /** Receives until the messages are dead letters. */
    private List<Message> deadLetters(String source, String deadLetterUrl, int count) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            sqs.receive(source);
            return visible(deadLetterUrl) == count;
        });
        return sqs.receive(deadLetterUrl);
    }

    private int visible(String url) {
        return Integer.parseInt(sqs.attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }

    @Test
    void a_message_received_too_often_is_moved_with_its_history() {
        String dead = sqs.createQueue("dead");
        String source = source("orders", dead);
        String id = sqs.send(source, "poison");
        Message moved = deadLetters(source, dead, 1).getFirst();
        assertThat(moved.messageId()).isEqualTo(id);
        assertThat(moved.body()).isEqualTo("poison");
        assertThat(moved.attributes())
                .containsEntry(MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN, sqs.arn(source))
                .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "2");
        assertThat(visible(source)).isZero();
    }

    @Test
    void a_queue_may_be_its_own_dead_letter_queue_and_loses_nothing() {
        String own = sqs.createQueue("orders", Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "0"));
        sqs.client.setQueueAttributes(request ->
                request.queueUrl(own).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy(sqs.arn(own), 1))));
        String id = sqs.send(own, "poison");
        sqs.receive(own);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(sqs.receive(own))
                        .singleElement()
                        .satisfies(message -> assertThat(message.attributes())
                                .containsEntry(MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN, sqs.arn(own)))
                        .satisfies(message -> assertThat(message.messageId()).isEqualTo(id)));
    }

    @Test
    void a_moved_message_keeps_counting_its_retention_from_the_first_send() {
        String dead = sqs.createQueue("dead", Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "100"));
        String source = source("orders", dead);
        sqs.send(source, "poison");
        sqs.advance(Duration.ofSeconds(60));
        deadLetters(source, dead, 1);
        sqs.advance(Duration.ofSeconds(39));
        assertThat(sqs.receive(dead)).hasSize(1);
        sqs.advance(Duration.ofSeconds(31));
        assertThat(sqs.receive(dead)).isEmpty();
    }

    @Test
    void dead_letters_of_a_fifo_queue_keep_their_order() {
        String dead = sqs.createFifo("dead.fifo");
        String source = sqs.createQueue(
                "orders.fifo",
                Map.of(
                        QueueAttributeName.FIFO_QUEUE, "true",
                        QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true",
                        QueueAttributeName.VISIBILITY_TIMEOUT, "0",
                        QueueAttributeName.REDRIVE_POLICY, policy(sqs.arn(dead), 1)));
        for (int i = 0; i < 5; i++) {
            sqs.send(source, "g", "m" + i);
        }
        assertThat(deadLetters(source, dead, 5).stream().map(Message::body))
                .containsExactly("m0", "m1", "m2", "m3", "m4");
    }

    @Test
    void a_move_that_was_cut_off_by_a_crash_is_finished_once() {
        String dead = sqs.createQueue("dead");
        String source = source("orders", dead);
        sqs.send(source, "poison");
        sqs.receive(source);
        sqs.world.recordLogFaults().holdAcks();
        sqs.async(() -> sqs.receive(source));
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> visible(dead) == 1);
        sqs.world.crashAndRecover();
        sqs.world.recordLogFaults().releaseAcks();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> visible(source) == 0
                        && sqs.attribute(source, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)
                                .equals("0"));
        // The second append is there until the scan has recognised it.
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> visible(dead) == 1);
        assertThat(sqs.bodies(dead)).containsExactly("poison");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no json | Redrive policy is not a valid JSON map.",
                "{\"maxReceiveCount\":3} | Redrive policy does not contain mandatory attribute: deadLetterTargetArn.",
                "{} | Redrive policy does not contain mandatory attribute: maxReceiveCount.",
                "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:dead\"} | Redrive policy does not contain mandatory attribute: maxReceiveCount.",
                "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:none\",\"maxReceiveCount\":3} | Dead letter target does not exist.",
                "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:000000000000:dead\",\"maxReceiveCount\":3} | Dead-letter queue must be in the same account and Region as the source.",
                "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:dead.fifo\",\"maxReceiveCount\":3} | Dead-letter queue must be same type of queue as the source."
            })
    void redrive_policies_that_cannot_work_are_refused(String policy, String reason) {
        sqs.createQueue("dead");
        sqs.createFifo("dead.fifo");
        FaultException fault =
                fault(() -> sqs.createQueue("orders", Map.of(QueueAttributeName.REDRIVE_POLICY, policy)));
        assertThat(fault.fault()).isEqualTo(SqsFaults.INVALID_PARAMETER_VALUE);
        assertThat(fault).hasMessageEndingWith(" for parameter RedrivePolicy is invalid. Reason: " + reason);
    }

    @Test
    void a_redrive_count_out_of_range_is_refused() {
        String dead = sqs.createQueue("dead");
        assertThat(fault(() -> sqs.createQueue(
                        "orders", Map.of(QueueAttributeName.REDRIVE_POLICY, policy(sqs.arn(dead), 1001)))))
                .hasMessageEndingWith(
                        "Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive.");
    }

    @Test
    void a_redrive_allow_policy_decides_who_may_use_the_queue() {
        String allowed = "arn:aws:sqs:us-east-1:000000000000:friend";
        String dead = sqs.createQueue(
                "dead",
                Map.of(
                        QueueAttributeName.REDRIVE_ALLOW_POLICY,
                        "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"" + allowed + "\"]}"));
        source("friend", dead);
        assertThat(fault(() -> source("stranger", dead)).fault()).isEqualTo(SqsFaults.INVALID_PARAMETER_VALUE);
        assertThat(sqs.client
                        .listDeadLetterSourceQueues(request -> request.queueUrl(dead))
                        .queueUrls())
                .containsExactly("http://localhost:4566/000000000000/friend");
    }

    @Test
    void an_empty_redrive_policy_removes_it() {
        String dead = sqs.createQueue("dead");
        String source = source("orders", dead);
        sqs.client.setQueueAttributes(
                request -> request.queueUrl(source).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, "")));
        assertThat(sqs.attribute(source, QueueAttributeName.REDRIVE_POLICY)).isEmpty();
    }

    @Test
    void an_arn_that_no_queue_can_have_is_one_of_no_queue() {
        String far = "arn:aws:sqs:us-east-1:000000000000:" + "a".repeat(2_000);
        assertThat(fault(() -> sqs.client.startMessageMoveTask(request -> request.sourceArn(far)))
                        .fault())
                .isEqualTo(SqsFaults.RESOURCE_NOT_FOUND);
        String url = sqs.createQueue("orders");
        assertThat(fault(() -> sqs.client.setQueueAttributes(request ->
                        request.queueUrl(url).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy(far, 1))))))
                .hasMessageContaining("Dead letter target does not exist.");
    }

    private ListMessageMoveTasksResultEntry task(String url) {
        return sqs.client
                .listMessageMoveTasks(request -> request.sourceArn(sqs.arn(url)))
                .results()
                .getFirst();
    }

    private void awaitStatus(String url, String status) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> task(url).status().equals(status));
    }

    @Test
    void a_task_moves_messages_back_where_they_came_from() {
        String dead = sqs.createQueue("dead");
        String source = source("orders", dead);
        sqs.send(source, "one");
        sqs.send(source, "two");
        deadLetters(source, dead, 2);
        sqs.advance(Duration.ofSeconds(30));
        sqs.client.setQueueAttributes(
                request -> request.queueUrl(source).attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "30")));
        sqs.client.startMessageMoveTask(request -> request.sourceArn(sqs.arn(dead)));
        awaitStatus(dead, "COMPLETED");
        assertThat(task(dead).approximateNumberOfMessagesMoved()).isEqualTo(2);
        assertThat(task(dead).approximateNumberOfMessagesToMove()).isEqualTo(2);
        assertThat(task(dead).taskHandle()).isNull();
        List<Message> back = sqs.receive(source);
        assertThat(back.stream().map(Message::body)).containsExactlyInAnyOrder("one", "two");
        assertThat(back.getFirst().attributes())
                .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1")
                .doesNotContainKey(MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN);
        assertThat(visible(dead)).isZero();
    }

    @Test
    void a_slow_task_keeps_its_rate_survives_a_crash_and_can_be_cancelled() {
        String dead = sqs.createQueue("dead");
        source("orders", dead);
        String other = sqs.createQueue("other");
        for (int i = 0; i < 10; i++) {
            sqs.send(dead, "m" + i);
        }
        String handle = sqs.client
                .startMessageMoveTask(request -> request.sourceArn(sqs.arn(dead))
                        .destinationArn(sqs.arn(other))
                        .maxNumberOfMessagesPerSecond(1))
                .taskHandle();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> visible(other) == 1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> task(dead).approximateNumberOfMessagesMoved() == 1);
        sqs.world.crashAndRecover();
        sqs.advance(Duration.ofSeconds(1));
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> visible(other) == 2);
        assertThat(task(dead).status()).isEqualTo("RUNNING");
        assertThat(fault(() -> sqs.client.startMessageMoveTask(request -> request.sourceArn(sqs.arn(dead)))))
                .hasMessage("There is already a task running. Only one active task is allowed for a source queue arn "
                        + "at a given time.");
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> task(dead).approximateNumberOfMessagesMoved() == 2);
        assertThat(sqs.client
                        .cancelMessageMoveTask(request -> request.taskHandle(handle))
                        .approximateNumberOfMessagesMoved())
                .isEqualTo(2);
        awaitStatus(dead, "CANCELLED");
        sqs.advance(Duration.ofSeconds(10));
        assertThat(visible(other)).isEqualTo(2);
        assertThat(visible(dead)).isEqualTo(8);
    }

    @Test
    void a_task_whose_destination_goes_fails_and_says_why() {
        String dead = sqs.createQueue("dead");
        source("orders", dead);
        String other = sqs.createQueue("other");
        sqs.send(dead, "m0");
        sqs.send(dead, "m1");
        sqs.client.startMessageMoveTask(request ->
                request.sourceArn(sqs.arn(dead)).destinationArn(sqs.arn(other)).maxNumberOfMessagesPerSecond(1));
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> task(dead).approximateNumberOfMessagesMoved() == 1);
        sqs.client.deleteQueue(request -> request.queueUrl(other));
        sqs.advance(Duration.ofSeconds(2));
        awaitStatus(dead, "FAILED");
        assertThat(task(dead).failureReason()).isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
        assertThat(visible(dead)).isEqualTo(1);
    }

    @Test
    void a_source_that_is_no_dead_letter_queue_is_refused() {
        String url = sqs.createQueue("orders");
        assertThat(fault(() -> sqs.client.startMessageMoveTask(request -> request.sourceArn(sqs.arn(url)))))
                .hasMessage("Source queue must be configured as a Dead Letter Queue.");
    }

    @Test
    void resources_that_do_not_exist_are_named() {
        String dead = sqs.createQueue("dead");
        source("orders", dead);
        assertThat(fault(() -> sqs.client.startMessageMoveTask(
                        request -> request.sourceArn(sqs.arn(dead)).destinationArn(sqs.arn(dead) + "x"))))
                .hasMessage("The resource that you specified for the DestinationArn parameter doesn't exist.");
        assertThat(fault(() -> sqs.client.listMessageMoveTasks(request -> request.sourceArn(sqs.arn(dead) + "x"))))
                .hasMessage("The resource that you specified for the SourceArn parameter doesn't exist.");
        assertThat(fault(() -> sqs.client.cancelMessageMoveTask(request -> request.taskHandle("x"))))
                .hasMessage("Value for parameter TaskHandle is invalid.");
        String unknown = new MoveTasks.Handle(
                        "none", io.penstock.kernel.name.Arn.parse(sqs.arn(dead)).orElseThrow())
                .encode();
        assertThat(fault(() -> sqs.client.cancelMessageMoveTask(request -> request.taskHandle(unknown))))
                .hasMessage("Task does not exist.");
    }
}
