package io.penstock.services.sqs.op;

import io.penstock.services.common.Await;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsLimits;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;

/** ChangeMessageVisibility. */
public final class ChangeMessageVisibility
        implements OperationHandler<ChangeMessageVisibilityRequest, ChangeMessageVisibilityResponse> {

    private final Queues queues;
    private final Receipts receipts;

    public ChangeMessageVisibility(Environment environment) {
        this.queues = new Queues(environment);
        this.receipts = new Receipts(environment);
    }

    @Override
    public ChangeMessageVisibilityResponse handle(CallContext call, ChangeMessageVisibilityRequest request)
            throws InterruptedException {
        QueueDefinition queue = queues.find(call, request.queueUrl());
        Receipts.Change change = new Receipts.Change(
                Receipts.parse(queue, request.receiptHandle()), seconds(request.visibilityTimeout()));
        Await.reply(receipts.change(queue, List.of(change)).getFirst());
        return ChangeMessageVisibilityResponse.builder().build();
    }

    /** A visibility timeout in its range. */
    static int seconds(@Nullable Integer timeout) {
        if (timeout == null) {
            throw SqsFaults.missing("VisibilityTimeout");
        }
        if (timeout < 0 || timeout > SqsLimits.VISIBILITY_SECONDS) {
            throw SqsFaults.invalidValue(timeout, "VisibilityTimeout", "Must be between 0 and 43200.");
        }
        return timeout;
    }
}
