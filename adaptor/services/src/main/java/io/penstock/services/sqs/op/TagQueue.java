package io.penstock.services.sqs.op;

import io.penstock.services.sqs.definition.DefinitionCommand;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueResponse;

/** TagQueue. */
public final class TagQueue implements OperationHandler<TagQueueRequest, TagQueueResponse> {

    private final Queues queues;

    public TagQueue(Environment environment) {
        this.queues = new Queues(environment);
    }

    @Override
    public TagQueueResponse handle(CallContext call, TagQueueRequest request) throws InterruptedException {
        if (request.tags().isEmpty()) {
            throw SqsFaults.missing("Tags");
        }
        Tags.check(request.tags());
        queues.submit(queues.arn(call, request.queueUrl()), new DefinitionCommand.Tag(request.tags()));
        return TagQueueResponse.builder().build();
    }
}
