package io.penstock.services.sqs.op;

import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsRequest;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsResponse;

/** ListQueueTags. */
public final class ListQueueTags implements OperationHandler<ListQueueTagsRequest, ListQueueTagsResponse> {

    private final Queues queues;

    public ListQueueTags(Environment environment) {
        this.queues = new Queues(environment);
    }

    @Override
    public ListQueueTagsResponse handle(CallContext call, ListQueueTagsRequest request) throws InterruptedException {
        QueueDefinition queue = queues.find(call, request.queueUrl());
        return queue.tags().isEmpty()
                ? ListQueueTagsResponse.builder().build()
                : ListQueueTagsResponse.builder().tags(queue.tags()).build();
    }
}
