package io.penstock.services.sqs.op;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Arn;
import io.penstock.services.sqs.definition.QueueName;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;

/** GetQueueUrl, also for a queue of another account. */
public final class GetQueueUrl implements OperationHandler<GetQueueUrlRequest, GetQueueUrlResponse> {

    private final Queues queues;

    public GetQueueUrl(Environment environment) {
        this.queues = new Queues(environment);
    }

    @Override
    public GetQueueUrlResponse handle(CallContext call, GetQueueUrlRequest request) throws InterruptedException {
        String name = request.queueName();
        if (name == null || name.isEmpty()) {
            throw SqsFaults.missing("QueueName");
        }
        String owner = request.queueOwnerAWSAccountId();
        boolean isOwn = owner == null || owner.isEmpty();
        if (!QueueName.isValid(name) || !(isOwn || AccountId.isValid(owner))) {
            throw SqsFaults.QUEUE_DOES_NOT_EXIST.with();
        }
        Arn arn = Arn.of("sqs", call.region(), isOwn ? call.account() : new AccountId(owner), name);
        queues.find(arn);
        return GetQueueUrlResponse.builder().queueUrl(queues.url(call, arn)).build();
    }
}
