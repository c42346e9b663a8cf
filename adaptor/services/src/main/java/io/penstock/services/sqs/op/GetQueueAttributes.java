package io.penstock.services.sqs.op;

import io.penstock.services.common.Await;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.queue.QueueProtocol.Reply.Measured;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** GetQueueAttributes. Counters are those of the moment. */
public final class GetQueueAttributes
        implements OperationHandler<GetQueueAttributesRequest, GetQueueAttributesResponse> {

    private static final long SECOND = 1_000;

    private static final Set<QueueAttributeName> COUNTERS = Set.of(
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);

    private final Environment environment;
    private final Queues queues;

    public GetQueueAttributes(Environment environment) {
        this.environment = environment;
        this.queues = new Queues(environment);
    }

    @Override
    public GetQueueAttributesResponse handle(CallContext call, GetQueueAttributesRequest request)
            throws InterruptedException {
        QueueDefinition queue = queues.find(call, request.queueUrl());
        Set<String> asked = new TreeSet<>();
        for (String name : request.attributeNamesAsStrings()) {
            if (QueueAttributeName.fromValue(name) == QueueAttributeName.UNKNOWN_TO_SDK_VERSION) {
                throw SqsFaults.unknownAttribute(name);
            }
            asked.add(name);
        }
        boolean all = asked.contains(QueueAttributeName.ALL.toString());
        Map<String, String> values = new HashMap<>(queue.attributes().withDefaults());
        values.put(QueueAttributeName.QUEUE_ARN.toString(), queue.arn());
        values.put(
                QueueAttributeName.CREATED_TIMESTAMP.toString(),
                Long.toString(queue.times().createdMillis() / SECOND));
        values.put(
                QueueAttributeName.LAST_MODIFIED_TIMESTAMP.toString(),
                Long.toString(queue.times().modifiedMillis() / SECOND));
        if (all || COUNTERS.stream().anyMatch(counter -> asked.contains(counter.toString()))) {
            count(queue, values);
        }
        if (!all) {
            values.keySet().retainAll(asked);
        }
        return values.isEmpty()
                ? GetQueueAttributesResponse.builder().build()
                : GetQueueAttributesResponse.builder()
                        .attributesWithStrings(values)
                        .build();
    }

    private void count(QueueDefinition queue, Map<String, String> values) throws InterruptedException {
        List<Measured> measured = Await.reply(environment.measure(queue));
        values.put(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES.toString(), sum(measured, Measured::visible));
        values.put(
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE.toString(),
                sum(measured, Measured::inFlight));
        values.put(
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED.toString(), sum(measured, Measured::delayed));
    }

    private static String sum(List<Measured> measured, ToLongFunction<Measured> counter) {
        return Long.toString(measured.stream().mapToLong(counter).sum());
    }
}
