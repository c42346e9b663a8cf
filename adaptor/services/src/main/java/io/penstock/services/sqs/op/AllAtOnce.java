package io.penstock.services.sqs.op;

import io.penstock.services.common.Await;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.op.Receiving.Batch;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.wire.CallContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Asks all partitions of a queue at once; the first with messages wins and the other commands are dropped. What another one handed out in that very moment, or hands
 * out later, is given back.
 */
final class AllAtOnce {

    private final Receiving receiving;
    private final CallContext call;
    private final QueueDefinition queue;
    private final List<CompletableFuture<Reply.Received>> asked = new ArrayList<>();
    private final CompletableFuture<Batch> first = new CompletableFuture<>();

    AllAtOnce(Receiving receiving, CallContext call, QueueDefinition queue) {
        this.receiving = receiving;
        this.call = call;
        this.queue = queue;
    }

    /**
     * Messages, or none.
     *
     * @param answered the partitions that answered
     */
    record Result(Batch batch, Set<Integer> answered) {}

    /**
     * Receives, once.
     *
     * @param bound after which partitions without an answer are not waited for if another one has answered; empty waits for all
     */
    Result receive(Command.Receive wish, Optional<Duration> bound) throws InterruptedException {
        for (int partition = 0; partition < queue.placement().partitions(); partition++) {
            ask(partition, wish);
        }
        CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new)).whenComplete((all, failure) -> {
            if (failure == null) {
                first.complete(new Batch(0, List.of()));
            } else {
                first.completeExceptionally(failure);
            }
        });
        first.whenComplete((batch, failure) -> asked.forEach(request -> request.cancel(false)));
        if (bound.isPresent()) {
            Duration time = bound.get();
            while (!Await.within(call, first, time)) {
                endIfAnswered();
                time = Receiving.LATE;
            }
        }
        return new Result(Await.reply(call, first), answered());
    }

    private void ask(int partition, Command.Receive wish) {
        CompletableFuture<Reply.Received> request = receiving.request(queue, partition, wish);
        asked.add(request);
        request.thenAccept(reply -> {
            if (!reply.messages().isEmpty() && !first.complete(new Batch(partition, reply.messages(), true))) {
                receiving.giveBack(queue, partition, reply);
            }
        });
    }

    private Set<Integer> answered() {
        return IntStream.range(0, asked.size())
                .filter(partition -> asked.get(partition).state() == Future.State.SUCCESS)
                .boxed()
                .collect(Collectors.toSet());
    }

    /** What failed is the answer if anything did, as it is when all have answered. While nobody has answered there is none. */
    private void endIfAnswered() {
        if (answered().isEmpty()) {
            return;
        }
        asked.stream()
                .filter(request -> request.state() == Future.State.FAILED)
                .findFirst()
                .ifPresentOrElse(
                        failed -> first.completeExceptionally(failed.exceptionNow()),
                        () -> first.complete(new Batch(0, List.of())));
    }
}
