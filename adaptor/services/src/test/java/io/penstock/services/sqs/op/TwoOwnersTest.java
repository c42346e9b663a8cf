package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.SqsFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.port.Machines;
import io.penstock.services.sqs.SqsFixture;
import io.penstock.services.sqs.definition.QueueDirectory;
import io.penstock.services.sqs.queue.Queue;
import io.penstock.services.sqs.queue.QueuePartition;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Outcome;
import io.penstock.services.sqs.queue.QueueProtocol.Receipt;
import io.penstock.services.sqs.queue.QueueProtocol.ReceiveRules;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.queue.ReceiptHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three messages are in flight when a second node takes their partition over. The first one stood still: it is told nothing, knows nothing of what the second one
 * acknowledges, and goes on.
 */
@Timeout(60)
class TwoOwnersTest {

    private static final Duration VISIBILITY = Duration.ofSeconds(30);

    private final SqsFixture sqs = new SqsFixture();
    private AggregateId window;
    private List<Receipt> receipts;
    private Machines zombie;

    @SuppressWarnings("NullAway.Init")
    TwoOwnersTest() {}

    @BeforeEach
    void take_over() {
        String url = sqs.createQueue("orders");
        String arn = sqs.arn(url);
        QueuePartition partition = new QueueDirectory(sqs.world.catalog(), sqs.world.machines())
                .find(arn)
                .map(queue -> new QueuePartition(arn, queue.queue().id(), 0))
                .orElseThrow();
        window = partition.id();
        List.of("a", "b", "c").forEach(body -> sqs.send(url, body));
        receipts = sqs.receive(url).stream()
                .map(message -> ReceiptHandle.decode(message.receiptHandle(), partition)
                        .orElseThrow()
                        .receipt())
                .toList();
        assertThat(receipts).hasSize(3);
        zombie = sqs.world.depose(window);
    }

    @AfterEach
    void close() {
        sqs.close();
    }

    private static Command.Receive wish() {
        return new Command.Receive(
                10, (int) VISIBILITY.toSeconds(), Instant.EPOCH, null, new ReceiveRules(0, 345_600_000, 120_000));
    }

    private Reply ask(Command command) {
        return result(sqs.world.machines().submit(Queue.TYPE, window, command));
    }

    /** What the new owner hands out when every timeout is over. Its scan comes to the messages in order. */
    private List<Long> offsetsReceivedLater() {
        sqs.advance(VISIBILITY.plusSeconds(1));
        return await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> ((Reply.Received) ask(wish())).receipts(), received -> !received.isEmpty())
                .stream()
                .map(Receipt::offset)
                .toList();
    }

    private void deleteAtTheNewOwner(List<Receipt> which) {
        assertThat(ask(new Command.Delete(which)))
                .isEqualTo(new Reply.Outcomes(
                        which.stream().map(receipt -> Outcome.DONE).toList()));
    }

    private void assertUnavailable(CompletableFuture<Reply> answer) {
        CompletionException failure = catchThrowableOfType(CompletionException.class, answer::join);
        assertThat(failure).as("%s", answer).isNotNull();
        assertThat(failure.getCause())
                .isInstanceOfSatisfying(
                        FaultException.class, fault -> assertThat(fault.fault()).isEqualTo(CommonFaults.UNAVAILABLE));
    }

    @Test
    void what_the_new_owner_deleted_is_handed_out_by_nobody_again() {
        deleteAtTheNewOwner(receipts.subList(0, 2));
        sqs.advance(VISIBILITY.plusSeconds(1));
        // For it all three are visible again.
        assertUnavailable(zombie.submit(Queue.TYPE, window, wish()));

        assertThat(offsetsReceivedLater()).containsExactly(receipts.get(2).offset());
        sqs.world.crashAndRecover();
        assertThat(offsetsReceivedLater()).containsExactly(receipts.get(2).offset());
    }

    @Test
    void what_the_old_owner_deletes_is_not_acknowledged_and_not_deleted() {
        deleteAtTheNewOwner(receipts.subList(0, 1));
        assertUnavailable(zombie.submit(Queue.TYPE, window, new Command.Delete(receipts)));
        deleteAtTheNewOwner(receipts.subList(1, 2));

        assertThat(offsetsReceivedLater()).containsExactly(receipts.get(2).offset());
        sqs.world.crashAndRecover();
        assertThat(offsetsReceivedLater()).containsExactly(receipts.get(2).offset());
    }
}
