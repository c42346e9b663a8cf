package io.penstock.services.sqs.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.common.Await;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.definition.QueueDirectory;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesResponse;

/** ListDeadLetterSourceQueues. */
public final class ListDeadLetterSourceQueues
        implements OperationHandler<ListDeadLetterSourceQueuesRequest, ListDeadLetterSourceQueuesResponse> {

    private final QueueDirectory directory;
    private final Queues queues;

    public ListDeadLetterSourceQueues(Environment environment) {
        this.directory = environment.directory();
        this.queues = new Queues(environment);
    }

    @Override
    public ListDeadLetterSourceQueuesResponse handle(CallContext call, ListDeadLetterSourceQueuesRequest request)
            throws InterruptedException {
        Arn target = queues.find(call, request.queueUrl()).parsedArn();
        Await.reply(directory.caughtUp());
        Page page = Page.of(sources(directory, target), request.maxResults(), request.nextToken());
        return ListDeadLetterSourceQueuesResponse.builder()
                .queueUrls(page.names().stream()
                        .map(name -> queues.url(call, Arn.of("sqs", target.region(), target.account(), name)))
                        .toList())
                .nextToken(page.next())
                .build();
    }

    /** Names of the queues whose dead letters go to a queue; they are of its account and Region. Ascending. */
    static List<String> sources(QueueDirectory directory, Arn target) {
        return directory.list().stream()
                .map(published -> published.queue())
                .filter(queue -> queue.attributes()
                        .redrivePolicy()
                        .filter(policy -> policy.target().equals(target))
                        .isPresent())
                .map(QueueDefinition::name)
                .sorted()
                .toList();
    }
}
