package io.penstock.services.sqs.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.sqs.definition.AttributeRules;
import io.penstock.services.sqs.definition.DefinitionCommand;
import io.penstock.services.sqs.definition.QueueName;
import io.penstock.services.sqs.definition.QueueTopic;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsLimits;
import io.penstock.services.sqs.rules.SqsSettings;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.Map;
import java.util.SortedMap;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;

/** CreateQueue. Answers when the queue's topic exists and the queue is published. */
public final class CreateQueue implements OperationHandler<CreateQueueRequest, CreateQueueResponse> {

    private static final String FIFO_QUEUE = "FifoQueue";

    private final SqsSettings settings;
    private final Queues queues;
    private final RedriveCheck redrive;

    public CreateQueue(Environment environment) {
        this.settings = environment.settings();
        this.queues = new Queues(environment);
        this.redrive = new RedriveCheck(environment);
    }

    @Override
    public CreateQueueResponse handle(CallContext call, CreateQueueRequest request) throws InterruptedException {
        Map<String, String> given = request.attributesAsStrings();
        boolean fifo = "true".equalsIgnoreCase(given.get(FIFO_QUEUE));
        String name = QueueName.check(request.queueName(), fifo);
        SortedMap<String, String> attributes = new AttributeRules(fifo, settings.limits()).check(given);
        Tags.check(request.tags());
        Arn arn = Arn.of("sqs", call.region(), call.account(), name);
        redrive.check(arn, attributes);
        queues.submit(
                arn,
                new DefinitionCommand.Create(
                        attributes,
                        request.tags(),
                        QueueTopic.name(settings.topicPrefix(), arn),
                        partitions(request.tags())));
        return CreateQueueResponse.builder().queueUrl(queues.url(call, arn)).build();
    }

    /** What was asked for; a FIFO queue may get less. */
    private int partitions(Map<String, String> tags) {
        String asked = tags.get(QueueTopic.PARTITIONS_TAG);
        if (asked == null) {
            return settings.partitions();
        }
        try {
            int partitions = Integer.parseInt(asked);
            if (partitions >= 1 && partitions <= SqsLimits.PARTITIONS) {
                return partitions;
            }
        } catch (NumberFormatException e) {
            // refused below, with the numbers out of range
        }
        throw SqsFaults.invalidValue(
                asked, QueueTopic.PARTITIONS_TAG, "Must be between 1 and " + SqsLimits.PARTITIONS + ".");
    }
}
