package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.rules.SqsFaults.invalidValue;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.port.LogRecord;
import io.penstock.services.sqs.definition.QueueAttributes;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.definition.RedrivePolicy;
import io.penstock.services.sqs.message.MessageRules;
import io.penstock.services.sqs.message.StoredMessage;
import io.penstock.services.sqs.queue.QueuePartition;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.ReceiveRules;
import io.penstock.services.sqs.queue.QueueProtocol.ReceivedMessage;
import io.penstock.services.sqs.queue.ReceiptHandle;
import io.penstock.services.sqs.rules.SqsLimits;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** ReceiveMessage. */
public final class ReceiveMessage implements OperationHandler<ReceiveMessageRequest, ReceiveMessageResponse> {

    private final Environment environment;
    private final Queues queues;
    private final Receiving receiving;

    public ReceiveMessage(Environment environment) {
        this.environment = environment;
        this.queues = new Queues(environment);
        this.receiving = new Receiving(environment);
    }

    @Override
    @SuppressWarnings(
            "deprecation") // AttributeNames: deprecated in favour of MessageSystemAttributeNames, and still what most
    // callers send
    public ReceiveMessageResponse handle(CallContext call, ReceiveMessageRequest request) throws InterruptedException {
        QueueDefinition queue = queues.find(call, request.queueUrl());
        Set<String> system = new HashSet<>(request.attributeNamesAsStrings());
        system.addAll(request.messageSystemAttributeNamesAsStrings());
        Incoming incoming = Incoming.of(system, request.messageAttributeNames());
        Command.Receive wish = wish(queue, request);
        environment.quotas().spend(queue, Quotas.Action.RECEIVE);
        Receiving.Batch batch = receive(call, queue, wish);
        if (batch.messages().isEmpty()) {
            return ReceiveMessageResponse.builder().build();
        }
        List<Message> messages = new ArrayList<>(batch.messages().size());
        for (ReceivedMessage received : batch.messages()) {
            messages.add(message(queue, batch.partition(), received, incoming));
        }
        return ReceiveMessageResponse.builder().messages(messages).build();
    }

    /** A long poll that is ended early, because its client left or the node stops, has found nothing: no error that a client would log. */
    private Receiving.Batch receive(CallContext call, QueueDefinition queue, Command.Receive wish)
            throws InterruptedException {
        try {
            return receiving.receive(call, queue, wish);
        } catch (FaultException fault) {
            if (call.cancellation().isCancelled() && fault.fault().equals(CommonFaults.UNAVAILABLE)) {
                return new Receiving.Batch(0, List.of());
            }
            throw fault;
        }
    }

    private static Message message(QueueDefinition queue, int partition, ReceivedMessage received, Incoming incoming) {
        LogRecord record = received.record();
        if (record == null) {
            throw new IllegalStateException("a received message without its record: " + received.receipt());
        }
        String handle = new ReceiptHandle(partition, received.receipt())
                .encode(new QueuePartition(queue.arn(), queue.id(), partition));
        return incoming.message(
                queue,
                new StoredMessage(record, queue.id(), partition),
                new Incoming.Receives(received.receiveCount(), received.firstReceivedMillis()),
                handle);
    }

    private Command.Receive wish(QueueDefinition queue, ReceiveMessageRequest request) {
        QueueAttributes attributes = queue.attributes();
        int max = request.maxNumberOfMessages() == null ? 1 : request.maxNumberOfMessages();
        if (max < 1 || max > SqsLimits.BATCH_ENTRIES) {
            throw invalidValue(max, "MaxNumberOfMessages", "Must be between 1 and 10, if provided.");
        }
        long wait =
                request.waitTimeSeconds() == null ? attributes.receiveWait().toSeconds() : request.waitTimeSeconds();
        if (wait < 0 || wait > SqsLimits.WAIT_SECONDS) {
            throw invalidValue(wait, "WaitTimeSeconds", "Must be >= 0 and <= 20, if provided.");
        }
        int visibility = request.visibilityTimeout() == null
                ? (int) attributes.visibilityTimeout().toSeconds()
                : request.visibilityTimeout();
        if (visibility < 0 || visibility > SqsLimits.VISIBILITY_SECONDS) {
            throw invalidValue(visibility, "VisibilityTimeout", "Must be >= 0 and <= 43200, if provided.");
        }
        Hash128 attempt = attempt(queue, request.receiveRequestAttemptId());
        Instant until = wait == 0
                ? Instant.EPOCH
                : environment.chance().clock().instant().plusSeconds(wait);
        return new Command.Receive(max, visibility, until, attempt, rules(queue));
    }

    private static @Nullable Hash128 attempt(QueueDefinition queue, @Nullable String id) {
        if (id == null) {
            return null;
        }
        if (!queue.isFifo()) {
            throw invalidValue(
                    id,
                    "ReceiveRequestAttemptId",
                    "The request includes a parameter that is not valid for this queue type.");
        }
        MessageRules.id(id, "ReceiveRequestAttemptId");
        return Hash128.of(id);
    }

    private ReceiveRules rules(QueueDefinition queue) {
        // A policy whose queue was deleted moves nothing: messages stay here and can still be received.
        int maxReceiveCount = queue.attributes()
                .redrivePolicy()
                .filter(policy ->
                        environment.directory().find(policy.target().toString()).isPresent())
                .map(RedrivePolicy::maxReceiveCount)
                .orElse(0);
        return new ReceiveRules(
                maxReceiveCount,
                queue.attributes().retention().toMillis(),
                Math.max(1, SqsLimits.IN_FLIGHT / queue.placement().partitions()));
    }
}
