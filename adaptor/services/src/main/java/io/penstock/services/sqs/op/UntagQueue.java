package io.penstock.services.sqs.op;

import io.penstock.services.sqs.definition.DefinitionCommand;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueResponse;

/** UntagQueue. */
public final class UntagQueue implements OperationHandler<UntagQueueRequest, UntagQueueResponse> {

    private final Queues queues;

    public UntagQueue(Environment environment) {
        this.queues = new Queues(environment);
    }

    @Override
    public UntagQueueResponse handle(CallContext call, UntagQueueRequest request) throws InterruptedException {
        if (request.tagKeys().isEmpty()) {
            throw SqsFaults.missing("TagKeys");
        }
        queues.submit(queues.arn(call, request.queueUrl()), new DefinitionCommand.Untag(request.tagKeys()));
        return UntagQueueResponse.builder().build();
    }
}
