package io.penstock.services.sqs.op;

import io.penstock.services.sqs.definition.DefinitionCommand;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.PurgeQueueResponse;

/** PurgeQueue. Unlike on AWS, where it takes up to 60 s, the messages are gone when this answers. */
public final class PurgeQueue implements OperationHandler<PurgeQueueRequest, PurgeQueueResponse> {

    private final Queues queues;

    public PurgeQueue(Environment environment) {
        this.queues = new Queues(environment);
    }

    @Override
    public PurgeQueueResponse handle(CallContext call, PurgeQueueRequest request) throws InterruptedException {
        queues.submit(queues.arn(call, request.queueUrl()), new DefinitionCommand.Purge());
        return PurgeQueueResponse.builder().build();
    }
}
