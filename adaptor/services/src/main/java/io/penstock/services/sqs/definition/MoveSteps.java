package io.penstock.services.sqs.definition;

import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.machine.Companion.Self;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.rules.SqsFaults;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Steps of a move task: the owners of the partitions do the moving, one partition after another. */
final class MoveSteps {

    private record Step(int moved, boolean exhausted) {}

    private final Self<DefinitionCommand, DefinitionReply> self;
    private final PartitionCommands partitions;

    MoveSteps(Self<DefinitionCommand, DefinitionReply> self, PartitionCommands partitions) {
        this.self = self;
        this.partitions = partitions;
    }

    /** Moves some messages and reports how many. A step that failed for a passing reason moved none. */
    void step(QueueDefinition queue, MoveTask task) {
        step(queue, task, 0, new Step(0, true)).whenComplete((step, failure) -> {
            if (failure == null) {
                self.submit(new DefinitionCommand.MoveStepDone(task.id(), step.moved(), step.exhausted()));
            } else {
                failed(task, failure);
            }
        });
    }

    private CompletableFuture<Step> step(QueueDefinition queue, MoveTask task, int partition, Step sofar) {
        int room = MoveDecisions.stepSize(task) - sofar.moved();
        if (partition >= queue.placement().partitions()) {
            return CompletableFuture.completedFuture(sofar);
        }
        if (room <= 0) {
            return CompletableFuture.completedFuture(new Step(sofar.moved(), false));
        }
        long end = task.ends().get(partition);
        return partitions.submit(queue, partition, new Command.Take(room, end)).thenCompose(reply -> {
            Reply.Taken taken = (Reply.Taken) reply;
            Step after = new Step(sofar.moved() + taken.messages().size(), sofar.exhausted() && taken.exhausted());
            return step(queue, task, partition + 1, after);
        });
    }

    private void failed(MoveTask task, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean stays = cause instanceof FaultException fault && isFinal(fault.fault());
        self.submit(
                stays
                        ? new DefinitionCommand.MoveFailed(task.id(), String.valueOf(cause.getMessage()))
                        : new DefinitionCommand.MoveStepDone(task.id(), 0, false));
    }

    private static boolean isFinal(Fault fault) {
        return fault.shape().equals(SqsFaults.INVALID_PARAMETER_VALUE.shape());
    }
}
