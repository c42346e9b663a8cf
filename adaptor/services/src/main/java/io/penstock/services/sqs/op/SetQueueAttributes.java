package io.penstock.services.sqs.op;

import io.penstock.services.sqs.definition.AttributeRules;
import io.penstock.services.sqs.definition.DefinitionCommand;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsLimits;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.SortedMap;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesResponse;

/** SetQueueAttributes. */
public final class SetQueueAttributes
        implements OperationHandler<SetQueueAttributesRequest, SetQueueAttributesResponse> {

    private final SqsLimits limits;
    private final Queues queues;
    private final RedriveCheck redrive;

    public SetQueueAttributes(Environment environment) {
        this.limits = environment.settings().limits();
        this.queues = new Queues(environment);
        this.redrive = new RedriveCheck(environment);
    }

    @Override
    public SetQueueAttributesResponse handle(CallContext call, SetQueueAttributesRequest request)
            throws InterruptedException {
        QueueDefinition queue = queues.find(call, request.queueUrl());
        if (!request.hasAttributes()) {
            throw SqsFaults.missing("Attributes");
        }
        SortedMap<String, String> attributes =
                new AttributeRules(queue.isFifo(), limits).check(request.attributesAsStrings());
        redrive.check(queue.parsedArn(), attributes);
        queues.submit(queue.parsedArn(), new DefinitionCommand.SetAttributes(attributes));
        return SetQueueAttributesResponse.builder().build();
    }
}
