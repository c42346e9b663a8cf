package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.rules.SqsFaults.invalidValue;

import io.penstock.kernel.name.Arn;
import io.penstock.services.sqs.definition.DefinitionCommand;
import io.penstock.services.sqs.definition.DefinitionReply;
import io.penstock.services.sqs.definition.MoveTask;
import io.penstock.services.sqs.definition.MoveTask.Status;
import io.penstock.services.sqs.rules.SqsLimits;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksRequest;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResponse;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;

/** ListMessageMoveTasks. */
public final class ListMessageMoveTasks
        implements OperationHandler<ListMessageMoveTasksRequest, ListMessageMoveTasksResponse> {

    private final MoveTasks tasks;

    public ListMessageMoveTasks(Environment environment) {
        this.tasks = new MoveTasks(environment);
    }

    @Override
    public ListMessageMoveTasksResponse handle(CallContext call, ListMessageMoveTasksRequest request)
            throws InterruptedException {
        Arn source = tasks.queue(call, request.sourceArn(), "SourceArn").parsedArn();
        int max = request.maxResults() == null ? 1 : request.maxResults();
        if (max < 1 || max > SqsLimits.MOVE_TASKS) {
            throw invalidValue(max, "MaxResults", "Must be between 1 and 10, if provided.");
        }
        DefinitionReply reply = tasks.submit(source, new DefinitionCommand.ListMoves());
        if (!(reply instanceof DefinitionReply.Moves moves)) {
            throw new IllegalStateException("not an answer to ListMoves: " + reply);
        }
        return ListMessageMoveTasksResponse.builder()
                .results(moves.tasks().stream()
                        .limit(max)
                        .map(task -> entry(source, task))
                        .toList())
                .build();
    }

    private static ListMessageMoveTasksResultEntry entry(Arn source, MoveTask task) {
        Status status = task.progress().status();
        return ListMessageMoveTasksResultEntry.builder()
                .taskHandle(status == Status.RUNNING ? new MoveTasks.Handle(task.id(), source).encode() : null)
                .status(status.name())
                .sourceArn(source.toString())
                .destinationArn(task.destinationArn())
                .maxNumberOfMessagesPerSecond(task.perSecond() == 0 ? null : task.perSecond())
                .approximateNumberOfMessagesMoved(task.progress().moved())
                .approximateNumberOfMessagesToMove(task.progress().toMove())
                .failureReason(task.progress().failureReason())
                .startedTimestamp(task.startedMillis())
                .build();
    }
}
