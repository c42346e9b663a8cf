package io.penstock.services.sqs.op;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.kernel.fault.FaultException;
import io.penstock.services.common.Await;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.ReceivedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.wire.CallContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Asks the partitions of a queue for messages: first each in turn, starting anywhere, then, while the caller waits, all at once.
 *
 * <p>A message that was appended a moment ago may not be scanned yet. A caller who does not wait would miss it, so before an empty answer the
 * scan is given the chance to reach what the log holds.
 *
 * <p>A partition whose owner is gone and has no successor yet is silent for seconds. Others answer without it: a partition is late after {@link #LATE}, and a receive that one
 * partition at least has answered ends so long after the caller's wait, or two times so long after its beginning. Attempts wait for all: the silent one may have answered them. What a receive
 * is answered that finds nothing while partitions fail or are late says {@link Emptiness}.
 */
final class Receiving {

    /** Without an answer for so long, a partition may well be silent for many seconds. Longer than an append takes whose journal has a leader. */
    static final Duration LATE = Duration.ofMillis(700);

    /** Times in a row that something else had to happen first: dead letters and expired messages go in batches, so this is far away. */
    private static final int AGAIN = 1_000;

    private static final Reply.Received NOTHING = new Reply.Received(List.of());

    /** No partition has messages. */
    static final Batch NONE = new Batch(0, List.of());

    /** A partition was late. */
    private static final Batch UNDECIDED = new Batch(-1, List.of());

    private final Environment environment;

    Receiving(Environment environment) {
        this.environment = environment;
    }

    /**
     * Messages and the partition they are from.
     *
     * @param isFirstOfAll all partitions were asked at once, and others may have handed out messages, too
     */
    record Batch(int partition, List<ReceivedMessage> messages, boolean isFirstOfAll) {

        Batch(int partition, List<ReceivedMessage> messages) {
            this(partition, messages, false);
        }
    }

    /**
     * Receives.
     *
     * @param wish what to ask each partition; its {@code waitUntil} is when the caller stops waiting
     */
    Batch receive(CallContext call, QueueDefinition queue, Command.Receive wish) throws InterruptedException {
        return wish.attempt() == null || queue.placement().partitions() == 1
                ? look(call, queue, wish)
                : new AttemptedReceive(environment, this, queue, wish.attempt()).receive(call, wish);
    }

    /** Receives, whatever other polls of the same attempt do. */
    Batch look(CallContext call, QueueDefinition queue, Command.Receive wish) throws InterruptedException {
        Batch found = sweep(call, queue, wish);
        if (!found.messages().isEmpty()) {
            return found;
        }
        Instant now = environment.chance().clock().instant();
        if (wish.waitUntil().isAfter(now)) {
            return queue.placement().partitions() == 1
                    ? new Batch(0, ask(call, queue, 0, wish))
                    : new AllAtOnce(this, call, queue, wish)
                            .receive(wish.attempt() == null ? Optional.of(bound(wish, now)) : Optional.empty())
                            .batch();
        }
        IntPredicate answering = partition -> true;
        if (found.equals(UNDECIDED)) {
            Command.Receive atOnce = until(wish, Instant.EPOCH);
            AllAtOnce.Result any = new AllAtOnce(this, call, queue, atOnce).receive(Optional.of(LATE));
            if (!any.batch().messages().isEmpty()) {
                return any.batch();
            }
            answering = any.answered()::contains;
        }
        return catchUp(call, queue, wish, answering);
    }

    /** After what time a partition that has not answered is late. */
    private static Duration bound(Command.Receive wish, Instant now) {
        return wish.waitUntil().isAfter(now)
                ? Duration.between(now, wish.waitUntil()).plus(LATE)
                : LATE;
    }

    /** Each partition once, without waiting. {@link #UNDECIDED} when one is late. An attempt that a partition may have answered before is not answered anew while that cannot be asked. */
    private Batch sweep(CallContext call, QueueDefinition queue, Command.Receive wish) throws InterruptedException {
        int partitions = queue.placement().partitions();
        boolean waits = wish.waitUntil().isAfter(environment.chance().clock().instant());
        if (partitions == 1 && waits) {
            return NONE;
        }
        if (partitions > 1 && wish.attempt() != null) {
            // Of a poll that died before it could say which partition answers.
            Batch repeated = inTurn(call, queue, repeating(wish, wish.attempt()), 0);
            if (!repeated.messages().isEmpty()) {
                return repeated;
            }
        }
        int first = first(wish, partitions);
        try {
            return inTurn(call, queue, until(wish, Instant.EPOCH), first);
        } catch (FaultException fault) {
            boolean isFull = fault.fault().equals(SqsFaults.OVER_LIMIT);
            if (partitions > 1 && Emptiness.mayPass(fault) && (waits || !isFull)) {
                return NONE; // others may still get messages, or have some that are not scanned; then one that fails is
                // heard of again
            }
            throw fault;
        }
    }

    /** Polls with one attempt begin at the same partition: then they seldom find messages in different ones. */
    private int first(Command.Receive wish, int partitions) {
        if (partitions == 1) {
            return 0;
        }
        Hash128 attempt = wish.attempt();
        return attempt == null
                ? environment.chance().random().nextInt(partitions)
                : (int) Math.floorMod(attempt.high(), (long) partitions);
    }

    private Batch inTurn(CallContext call, QueueDefinition queue, Command.Receive now, int first)
            throws InterruptedException {
        int partitions = queue.placement().partitions();
        List<Integer> turns = IntStream.range(first, first + partitions)
                .mapToObj(turn -> turn % partitions)
                .toList();
        return firstOf(call, turns, now.attempt() != null, partition -> inTime(call, queue, partition, now));
    }

    /** What one partition has; empty when it is late. The only one of a queue is not, and none is for an attempt. */
    private Optional<List<ReceivedMessage>> inTime(
            CallContext call, QueueDefinition queue, int partition, Command.Receive wish) throws InterruptedException {
        CompletableFuture<Reply.Received> answer = request(queue, partition, wish);
        boolean mayBeLate = wish.attempt() == null && queue.placement().partitions() > 1;
        if (mayBeLate
                && !Await.within(
                        call, answer, bound(wish, environment.chance().clock().instant()))) {
            // What it hands out all the same is given back.
            answer.cancel(false);
            return Optional.empty();
        }
        return Optional.of(Await.reply(call, answer).messages());
    }

    /** What one partition has; empty when it is late. */
    private interface Look {
        Optional<List<ReceivedMessage>> at(int partition) throws InterruptedException;
    }

    /** The first partition that has messages. Partitions that fail are passed over. {@link #UNDECIDED} when one is late. */
    private static Batch firstOf(CallContext call, Collection<Integer> partitions, boolean needsAll, Look look)
            throws InterruptedException {
        Emptiness emptiness = new Emptiness(needsAll);
        for (int partition : partitions) {
            try {
                Optional<List<ReceivedMessage>> messages = look.at(partition);
                if (messages.isEmpty()) {
                    return UNDECIDED;
                }
                if (!messages.get().isEmpty()) {
                    return new Batch(partition, messages.get());
                }
                emptiness.answered();
            } catch (FaultException fault) {
                if (!Emptiness.mayPass(fault) || call.cancellation().isCancelled()) {
                    throw fault;
                }
                emptiness.failed(fault);
            }
        }
        emptiness.orThrow();
        return NONE;
    }

    static Command.Receive until(Command.Receive wish, Instant until) {
        return new Command.Receive(wish.max(), wish.visibilitySeconds(), until, wish.attempt(), wish.rules());
    }

    /** Asks for what an attempt was handed before, and for nothing new. */
    static Command.Receive repeating(Command.Receive wish, Hash128 attempt) {
        return new Command.Receive(0, wish.visibilitySeconds(), Instant.EPOCH, attempt, wish.rules());
    }

    /** What one partition answers. */
    List<ReceivedMessage> ask(CallContext call, QueueDefinition queue, int partition, Command.Receive wish)
            throws InterruptedException {
        return Await.reply(call, request(queue, partition, wish)).messages();
    }

    /** Asks one partition. Cancelled, it takes no messages, or gives them back. */
    CompletableFuture<Reply.Received> request(QueueDefinition queue, int partition, Command.Receive wish) {
        CompletableFuture<Reply.Received> answer = new CompletableFuture<>();
        request(queue, partition, wish, AGAIN, answer);
        return answer;
    }

    private void request(
            QueueDefinition queue,
            int partition,
            Command.Receive wish,
            int again,
            CompletableFuture<Reply.Received> answer) {
        boolean isOneOfSeveral = wish.attempt() != null && queue.placement().partitions() > 1;
        Command command = isOneOfSeveral ? new Command.ReceiveAny(wish) : wish;
        CompletableFuture<Reply> submitted = environment.partitions().submit(queue, partition, command);
        // Cancelling must reach the parked command, or it would take messages for nobody.
        answer.whenComplete((received, failure) -> submitted.cancel(false));
        submitted.whenComplete((reply, failure) -> {
            switch (reply) {
                case null -> answer.completeExceptionally(Await.unwrapped(Objects.requireNonNull(failure)));
                case Reply.Received received -> {
                    // A caller with a ReceiveRequestAttemptId comes back for what it did not get from the only
                    // partition.
                    if (!answer.complete(received) && (isOneOfSeveral || wish.attempt() == null)) {
                        giveBack(queue, partition, received);
                    }
                }
                case Reply.Again _ when again > 0 -> request(queue, partition, wish, again - 1, answer);
                case Reply.Again _ -> answer.complete(NOTHING);
                case Reply.OverLimit _ ->
                    answer.completeExceptionally(SqsFaults.OVER_LIMIT.with(
                            "Too many messages are in flight: the limit of the queue is reached."));
                default ->
                    answer.completeExceptionally(new IllegalStateException("not an answer to Receive: " + reply));
            }
        });
    }

    /** Messages that were handed out and that nobody gets. When this fails, too, they come back with their visibility timeout. */
    void giveBack(QueueDefinition queue, int partition, Reply.Received received) {
        if (!received.messages().isEmpty()) {
            environment.partitions().submit(queue, partition, new Command.GiveBack(received.receipts()));
        }
    }

    /** Looks again where the log holds what the window did not show, once the scan has had time to reach it; in partitions that answer. */
    private Batch catchUp(CallContext call, QueueDefinition queue, Command.Receive wish, IntPredicate answering)
            throws InterruptedException {
        boolean needsAll = wish.attempt() != null;
        CatchUp looks = new CatchUp(environment, queue, wish, answering);
        looks.await(call, needsAll);
        return firstOf(call, looks.partitions(), needsAll, partition -> {
            Optional<Command.Receive> there = looks.of(partition);
            return there.isEmpty() ? Optional.of(List.of()) : inTime(call, queue, partition, there.get());
        });
    }
}
