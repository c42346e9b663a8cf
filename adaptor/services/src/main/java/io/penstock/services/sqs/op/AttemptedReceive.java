package io.penstock.services.sqs.op;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.services.common.Await;
import io.penstock.services.sqs.attempt.AttemptCommand;
import io.penstock.services.sqs.attempt.AttemptMachine;
import io.penstock.services.sqs.attempt.AttemptReply;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.op.Receiving.Batch;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.wire.CallContext;

/**
 * A receive with a ReceiveRequestAttemptId from a queue of several partitions. Polls with one id may run side by side, and each finds messages by itself; which partition
 * answers all of them is decided in one place, before any of them answers. See decision 028.
 */
final class AttemptedReceive {

    private final Environment environment;
    private final Receiving receiving;
    private final QueueDefinition queue;
    private final Hash128 attempt;

    AttemptedReceive(Environment environment, Receiving receiving, QueueDefinition queue, Hash128 attempt) {
        this.environment = environment;
        this.receiving = receiving;
        this.queue = queue;
        this.attempt = attempt;
    }

    Batch receive(CallContext call, Command.Receive wish) throws InterruptedException {
        int round = 0;
        if (ask(new AttemptCommand.Find(attempt)) instanceof AttemptReply.Answered last) {
            Batch again = again(call, wish, last);
            if (!again.messages().isEmpty()) {
                return again;
            }
            round = last.round() + 1;
        }
        Hash128 key = key(round);
        Batch found = receiving.look(
                call,
                queue,
                new Command.Receive(wish.max(), wish.visibilitySeconds(), wish.waitUntil(), key, wish.rules()));
        if (found.messages().isEmpty()) {
            return found;
        }
        AttemptReply reply = ask(new AttemptCommand.Answer(attempt, round, found.partition()));
        if (!(reply instanceof AttemptReply.Answered answered)) {
            throw new IllegalStateException("not an answer to Answer: " + reply);
        }
        giveBack(found, key, answered.round() == round ? answered.partition() : -1);
        boolean isAnswer = answered.round() == round && answered.partition() == found.partition();
        return isAnswer ? found : again(call, wish, answered);
    }

    /** What the attempt was handed, as long as it has all of it. */
    private Batch again(CallContext call, Command.Receive wish, AttemptReply.Answered answered)
            throws InterruptedException {
        Command.Receive repeating = Receiving.repeating(wish, key(answered.round()));
        return new Batch(answered.partition(), receiving.ask(call, queue, answered.partition(), repeating));
    }

    /** No poll of this round answers what other partitions than that of the answer have handed out. */
    private void giveBack(Batch found, Hash128 key, int answer) {
        for (int partition = 0; partition < queue.placement().partitions(); partition++) {
            boolean handedOut = found.isFirstOfAll() || partition == found.partition();
            if (handedOut && partition != answer) {
                environment.partitions().submit(queue, partition, new Command.GiveBackAttempt(key));
            }
        }
    }

    /** By what partitions know a round: what they handed out in an earlier one has nothing to do with it. */
    private Hash128 key(int round) {
        return round == 0
                ? attempt
                : Hash128.of(
                        Long.toHexString(attempt.high()), Long.toHexString(attempt.low()), Integer.toString(round));
    }

    private AttemptReply ask(AttemptCommand command) throws InterruptedException {
        return Await.reply(environment
                .ports()
                .machines()
                .submit(AttemptMachine.TYPE, AttemptMachine.id(queue.arn(), queue.id(), attempt), command));
    }
}
