package io.penstock.services.sqs.op;

import io.penstock.services.sqs.definition.DefinitionCommand;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;

/** DeleteQueue. Answers when no node of the owner's view finds the queue any more; its topic goes soon after. */
public final class DeleteQueue implements OperationHandler<DeleteQueueRequest, DeleteQueueResponse> {

    private final Queues queues;

    public DeleteQueue(Environment environment) {
        this.queues = new Queues(environment);
    }

    @Override
    public DeleteQueueResponse handle(CallContext call, DeleteQueueRequest request) throws InterruptedException {
        queues.submit(queues.arn(call, request.queueUrl()), new DefinitionCommand.Delete());
        return DeleteQueueResponse.builder().build();
    }
}
