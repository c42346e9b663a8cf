package io.penstock.services.sqs.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.sqs.definition.QueueDirectory;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;

/** ListQueues: the queues of the caller's account and Region that this node knows. */
public final class ListQueues implements OperationHandler<ListQueuesRequest, ListQueuesResponse> {

    private final QueueDirectory directory;
    private final Queues queues;

    public ListQueues(Environment environment) {
        this.directory = environment.directory();
        this.queues = new Queues(environment);
    }

    @Override
    public ListQueuesResponse handle(CallContext call, ListQueuesRequest request) {
        String prefix = request.queueNamePrefix() == null ? "" : request.queueNamePrefix();
        List<String> names = directory.list().stream()
                .map(published -> published.queue().parsedArn())
                .filter(arn ->
                        arn.account().equals(call.account()) && arn.region().equals(call.region()))
                .map(Arn::resource)
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .toList();
        Page page = Page.of(names, request.maxResults(), request.nextToken());
        if (page.names().isEmpty()) {
            return ListQueuesResponse.builder().build();
        }
        return ListQueuesResponse.builder()
                .queueUrls(page.names().stream()
                        .map(name -> queues.url(call, Arn.of("sqs", call.region(), call.account(), name)))
                        .toList())
                .nextToken(page.next())
                .build();
    }
}
