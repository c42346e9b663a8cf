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
import java.util.concurrent.atomic.AtomicInteger;
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
    private final Command.Receive wish;
    private final List<CompletableFuture<Reply.Received>> asked = new ArrayList<>();
    private final CompletableFuture<Batch> first = new CompletableFuture<>();

    /** Partitions that have not answered or failed, and one more until all are asked. */
    private final AtomicInteger open = new AtomicInteger(1);

    AllAtOnce(Receiving receiving, CallContext call, QueueDefinition queue, Command.Receive wish) {
        this.receiving = receiving;
        this.call = call;
        this.queue = queue;
        this.wish = wish;
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
    Result receive(Optional<Duration> bound) throws InterruptedException {
        for (int partition = 0; partition < queue.placement().partitions(); partition++) {
            ask(partition);
        }
        first.whenComplete((batch, failure) -> asked.forEach(request -> request.cancel(false)));
        closeOne();
        if (bound.isPresent()) {
            Duration time = bound.get();
            while (!Await.within(call, first, time)) {
                if (!answered().isEmpty()) {
                    end();
                }
                time = Receiving.LATE;
            }
        }
        return new Result(Await.reply(call, first), answered());
    }

    private void ask(int partition) {
        open.incrementAndGet();
        CompletableFuture<Reply.Received> request = receiving.request(queue, partition, wish);
        asked.add(request);
        request.whenComplete((reply, failure) -> {
            boolean isFound = failure == null && !reply.messages().isEmpty();
            if (isFound && !first.complete(new Batch(partition, reply.messages(), true))) {
                receiving.giveBack(queue, partition, reply);
            }
            closeOne();
        });
    }

    private void closeOne() {
        if (open.decrementAndGet() == 0) {
            end();
        }
    }

    private Set<Integer> answered() {
        return IntStream.range(0, asked.size())
                .filter(partition -> asked.get(partition).state() == Future.State.SUCCESS)
                .boxed()
                .collect(Collectors.toSet());
    }

    /** Nobody has messages of those who answered; others are not waited for. */
    private void end() {
        Emptiness emptiness = new Emptiness(wish.attempt() != null);
        for (CompletableFuture<Reply.Received> request : asked) {
            switch (request.state()) {
                case SUCCESS -> emptiness.answered();
                case FAILED -> emptiness.failed(Await.unwrapped(request.exceptionNow()));
                case RUNNING, CANCELLED -> {}
            }
        }
        try {
            emptiness.orThrow();
            first.complete(Receiving.NONE);
        } catch (RuntimeException e) {
            first.completeExceptionally(e);
        }
    }
}
