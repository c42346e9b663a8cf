package io.penstock.services.sqs.op;

import io.penstock.kernel.dedup.SequenceNumbers;
import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.common.Await;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.message.NewMessage;
import io.penstock.services.sqs.message.StoredMessage;
import io.penstock.services.sqs.partition.Placement;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.queue.QueueProtocol.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Appends checked messages. On standard queues the acknowledged append is the whole send. On FIFO queues the owner then says, from the log's
 * order, whether the message is new or a duplicate.
 */
final class Sending {

    /** How long the scan may take to reach a message that is appended. Longer means that the owner is lost; the sender must repeat. */
    private static final Duration VERDICT = Duration.ofSeconds(10);

    private final Environment environment;

    Sending(Environment environment) {
        this.environment = environment;
    }

    /**
     * What a sender is told.
     *
     * @param messageId of the original, if this is a duplicate
     * @param sequenceNumber FIFO only
     */
    record Sent(String messageId, @Nullable String sequenceNumber) {}

    /** A FIFO message under way. */
    private record Pending(
            NewMessage message, CompletableFuture<RecordLog.Appended> append, CompletableFuture<Sent> sent) {}

    /** Appends all messages, in order; one future for each. */
    List<CompletableFuture<Sent>> send(QueueDefinition queue, List<NewMessage> messages) {
        return queue.isFifo() ? sendFifo(queue, messages) : sendStandard(queue, messages);
    }

    private List<CompletableFuture<Sent>> sendStandard(QueueDefinition queue, List<NewMessage> messages) {
        List<CompletableFuture<Sent>> sent = new ArrayList<>(messages.size());
        // One partition for a whole batch: fewer requests to brokers, and no order is promised between batches.
        int partitions = queue.placement().partitions();
        int partition = partitions == 1 ? 0 : environment.chance().random().nextInt(partitions);
        TopicPartition place = new TopicPartition(queue.placement().topic(), partition);
        for (NewMessage message : messages) {
            sent.add(append(place, message.toRecord()).thenApply(done -> new Sent(message.id(), null)));
        }
        return sent;
    }

    private CompletableFuture<RecordLog.Appended> append(TopicPartition place, NewRecord record) {
        return environment.ports().log().append(place, record);
    }

    private List<CompletableFuture<Sent>> sendFifo(QueueDefinition queue, List<NewMessage> messages) {
        Map<Integer, List<Pending>> byPartition = new TreeMap<>();
        List<CompletableFuture<Sent>> sent = new ArrayList<>(messages.size());
        for (NewMessage message : messages) {
            NewRecord record = message.toRecord();
            byte[] key = record.key();
            if (key == null) {
                throw new IllegalStateException("a FIFO message without a group: " + message.id());
            }
            TopicPartition place = Placement.byKey(queue, key);
            Pending pending = new Pending(message, append(place, record), new CompletableFuture<>());
            byPartition
                    .computeIfAbsent(place.partition(), partition -> new ArrayList<>())
                    .add(pending);
            sent.add(pending.sent());
        }
        byPartition.forEach((partition, pending) -> {
            CompletableFuture<?>[] appends =
                    pending.stream().map(Pending::append).toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(appends).whenComplete((all, failure) -> confirm(queue, partition, pending));
        });
        return sent;
    }

    /** Asks for the verdicts of one partition; an append that failed fails its own message only. */
    private void confirm(QueueDefinition queue, int partition, List<Pending> all) {
        List<Pending> appended = new ArrayList<>(all.size());
        for (Pending pending : all) {
            if (pending.append().isCompletedExceptionally()) {
                pending.sent()
                        .completeExceptionally(Await.unwrapped(pending.append().exceptionNow()));
            } else {
                appended.add(pending);
            }
        }
        if (appended.isEmpty()) {
            return;
        }
        long[] offsets = appended.stream()
                .mapToLong(pending -> pending.append().join().offset())
                .toArray();
        Command confirm = new Command.Confirm(
                offsets, environment.chance().clock().instant().plus(VERDICT));
        environment.partitions().submit(queue, partition, confirm).whenComplete((reply, failure) -> {
            if (reply instanceof Reply.Verdicts(List<Verdict> verdicts) && verdicts.size() == appended.size()) {
                for (int i = 0; i < verdicts.size(); i++) {
                    answer(queue, partition, appended.get(i), verdicts.get(i));
                }
                return;
            }
            // Appended, but nobody knows whether as a duplicate. Repeating the send is safe: that is what
            // de-duplication is for.
            RuntimeException unknown = failure == null ? CommonFaults.UNAVAILABLE.with() : Await.unwrapped(failure);
            appended.forEach(pending -> pending.sent().completeExceptionally(unknown));
        });
    }

    private static void answer(QueueDefinition queue, int partition, Pending pending, Verdict verdict) {
        LogRecord original = verdict.originalRecord();
        String id = original == null
                ? pending.message().id()
                : new StoredMessage(original, queue.id(), partition).messageId();
        pending.sent().complete(new Sent(id, SequenceNumbers.of(verdict.original())));
    }
}
