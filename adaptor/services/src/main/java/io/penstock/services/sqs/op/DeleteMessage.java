package io.penstock.services.sqs.op;

import io.penstock.services.common.Await;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;

/** DeleteMessage. */
public final class DeleteMessage implements OperationHandler<DeleteMessageRequest, DeleteMessageResponse> {

    private final Environment environment;
    private final Queues queues;
    private final Receipts receipts;

    public DeleteMessage(Environment environment) {
        this.environment = environment;
        this.queues = new Queues(environment);
        this.receipts = new Receipts(environment);
    }

    @Override
    public DeleteMessageResponse handle(CallContext call, DeleteMessageRequest request) throws InterruptedException {
        QueueDefinition queue = queues.find(call, request.queueUrl());
        Receipts.Handle handle = Receipts.parse(queue, request.receiptHandle());
        environment.quotas().spend(queue, Quotas.Action.DELETE);
        Await.reply(receipts.delete(queue, List.of(handle)).getFirst());
        return DeleteMessageResponse.builder().build();
    }
}
