package io.penstock.services.sqs.op;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.common.Await;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.queue.QueuePartition;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Outcome;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.queue.QueueProtocol.VisibilityChange;
import io.penstock.services.sqs.queue.ReceiptHandle;
import io.penstock.services.sqs.rules.SqsFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Commands about receipts, to the partitions they are from, with AWS's words for what went wrong. */
final class Receipts {

    private final Environment environment;

    Receipts(Environment environment) {
        this.environment = environment;
    }

    /** A receipt handle as given, and what it means. */
    record Handle(String text, ReceiptHandle receipt) {}

    /** A change of one message's visibility timeout. */
    record Change(Handle handle, int seconds) {}

    /** What a text means for a queue; refuses texts that are no handle of it. */
    static Handle parse(QueueDefinition queue, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            throw SqsFaults.missing("ReceiptHandle");
        }
        return ReceiptHandle.decode(text, new QueuePartition(queue.arn(), queue.id(), 0))
                .filter(handle -> handle.partition() < queue.placement().partitions())
                .map(handle -> new Handle(text, handle))
                .orElseThrow(() -> SqsFaults.RECEIPT_HANDLE_IS_INVALID.with(text));
    }

    /** Deletes; one future for each handle, failed with the fault of its entry. */
    List<CompletableFuture<Void>> delete(QueueDefinition queue, List<Handle> handles) {
        return each(
                queue,
                handles,
                Function.identity(),
                batch -> new Command.Delete(
                        batch.stream().map(handle -> handle.receipt().receipt()).toList()),
                Receipts::deleted);
    }

    /** Changes visibility timeouts; one future for each. */
    List<CompletableFuture<Void>> change(QueueDefinition queue, List<Change> changes) {
        return each(
                queue,
                changes,
                Change::handle,
                batch -> new Command.ChangeVisibility(batch.stream()
                        .map(change ->
                                new VisibilityChange(change.handle().receipt().receipt(), change.seconds()))
                        .toList()),
                Receipts::changed);
    }

    private record Asked<T>(T entry, CompletableFuture<Void> done) {}

    private interface Judge<T> {
        @Nullable
        FaultException fault(Outcome outcome, T entry);
    }

    private <T> List<CompletableFuture<Void>> each(
            QueueDefinition queue,
            List<T> entries,
            Function<T, Handle> handle,
            Function<List<T>, Command> command,
            Judge<T> judge) {
        Map<Integer, List<Asked<T>>> byPartition = new TreeMap<>();
        List<CompletableFuture<Void>> all = new ArrayList<>(entries.size());
        for (T entry : entries) {
            Asked<T> asked = new Asked<>(entry, new CompletableFuture<>());
            all.add(asked.done());
            byPartition
                    .computeIfAbsent(handle.apply(entry).receipt().partition(), partition -> new ArrayList<>())
                    .add(asked);
        }
        byPartition.forEach((partition, asked) -> environment
                .partitions()
                .submit(
                        queue,
                        partition,
                        command.apply(asked.stream().map(Asked::entry).toList()))
                .whenComplete((reply, failure) -> {
                    if (failure != null || !(reply instanceof Reply.Outcomes(List<Outcome> outcomes))) {
                        Throwable cause = failure == null
                                ? new IllegalStateException("not outcomes of receipts: " + reply)
                                : Await.unwrapped(failure);
                        asked.forEach(one -> one.done().completeExceptionally(cause));
                        return;
                    }
                    for (int i = 0; i < asked.size(); i++) {
                        FaultException fault =
                                judge.fault(outcomes.get(i), asked.get(i).entry());
                        if (fault == null) {
                            asked.get(i).done().complete(null);
                        } else {
                            asked.get(i).done().completeExceptionally(fault);
                        }
                    }
                }));
        return all;
    }

    private static @Nullable FaultException deleted(Outcome outcome, Handle handle) {
        return switch (outcome) {
            case DONE, GONE, SUPERSEDED -> null;
            case EXPIRED -> expired(handle);
            case NOT_IN_FLIGHT, BEYOND_LIMIT -> throw new IllegalStateException("not an outcome of Delete: " + outcome);
        };
    }

    private static @Nullable FaultException changed(Outcome outcome, Change change) {
        Handle handle = change.handle();
        return switch (outcome) {
            case DONE -> null;
            case GONE, SUPERSEDED ->
                SqsFaults.invalidValue(
                        handle.text(),
                        "ReceiptHandle",
                        "Message does not exist or is not available for visibility timeout change.");
            case EXPIRED -> expired(handle);
            case NOT_IN_FLIGHT -> SqsFaults.MESSAGE_NOT_IN_FLIGHT.with();
            case BEYOND_LIMIT ->
                SqsFaults.invalidValue(
                        change.seconds(),
                        "VisibilityTimeout",
                        "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]");
        };
    }

    private static FaultException expired(Handle handle) {
        return SqsFaults.invalidValue(handle.text(), "ReceiptHandle", "The receipt handle has expired.");
    }
}
