package io.penstock.services.sqs.op;

import io.penstock.services.sqs.definition.DefinitionCommand;
import io.penstock.services.sqs.definition.DefinitionReply;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskResponse;

/** CancelMessageMoveTask. */
public final class CancelMessageMoveTask
        implements OperationHandler<CancelMessageMoveTaskRequest, CancelMessageMoveTaskResponse> {

    private final MoveTasks tasks;

    public CancelMessageMoveTask(Environment environment) {
        this.tasks = new MoveTasks(environment);
    }

    @Override
    public CancelMessageMoveTaskResponse handle(CallContext call, CancelMessageMoveTaskRequest request)
            throws InterruptedException {
        MoveTasks.Handle handle = MoveTasks.Handle.decode(request.taskHandle());
        tasks.queue(call, handle.source(), "SourceArn");
        DefinitionReply reply = tasks.submit(handle.source(), new DefinitionCommand.CancelMove(handle.taskId()));
        if (!(reply instanceof DefinitionReply.MoveCancelled(long moved))) {
            throw new IllegalStateException("not an answer to CancelMove: " + reply);
        }
        return CancelMessageMoveTaskResponse.builder()
                .approximateNumberOfMessagesMoved(moved)
                .build();
    }
}
