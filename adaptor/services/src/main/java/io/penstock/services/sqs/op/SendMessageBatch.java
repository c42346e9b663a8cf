package io.penstock.services.sqs.op;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.message.Digests;
import io.penstock.services.sqs.message.MessageRules;
import io.penstock.services.sqs.message.NewMessage;
import io.penstock.services.sqs.op.Sending.Sent;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsLimits;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;

/** SendMessageBatch. Entries are appended together; each is acknowledged or refused by itself. */
public final class SendMessageBatch implements OperationHandler<SendMessageBatchRequest, SendMessageBatchResponse> {

    private final Queues queues;
    private final Quotas quotas;
    private final MessageCheck check;
    private final Sending sending;

    public SendMessageBatch(Environment environment) {
        this.queues = new Queues(environment);
        this.quotas = environment.quotas();
        this.check = new MessageCheck(environment.chance().random(), MessageRules.REFUSAL_IN_BATCH);
        this.sending = new Sending(environment);
    }

    @Override
    public SendMessageBatchResponse handle(CallContext call, SendMessageBatchRequest request)
            throws InterruptedException {
        QueueDefinition queue = queues.find(call, request.queueUrl());
        List<SendMessageBatchRequestEntry> entries = request.entries();
        Batch.check(entries, "SendMessage", SendMessageBatchRequestEntry::id);
        refuseTooLong(entries);
        refuseWithoutFifoParameters(queue, entries);
        List<SendMessageBatchRequestEntry> taken = new ArrayList<>();
        List<NewMessage> messages = new ArrayList<>();
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        for (SendMessageBatchRequestEntry entry : entries) {
            try {
                messages.add(check.check(queue, call, Outgoing.of(entry)));
                taken.add(entry);
            } catch (FaultException fault) {
                failed.add(Batch.failed(entry.id(), fault));
            }
        }
        if (!messages.isEmpty()) {
            quotas.send(queue, messages);
        }
        List<SendMessageBatchResultEntry> successful = new ArrayList<>();
        List<CompletableFuture<Sent>> sent = sending.send(queue, messages);
        List<@Nullable FaultException> faults = Batch.outcomes(sent);
        for (int i = 0; i < sent.size(); i++) {
            FaultException fault = faults.get(i);
            if (fault == null) {
                successful.add(result(taken.get(i), messages.get(i), sent.get(i).join()));
            } else {
                failed.add(Batch.failed(taken.get(i).id(), fault));
            }
        }
        return SendMessageBatchResponse.builder()
                .successful(Batch.orAbsent(successful))
                .failed(Batch.orAbsent(failed))
                .build();
    }

    /** What a FIFO queue needs of every entry fails the whole call on AWS. */
    private static void refuseWithoutFifoParameters(QueueDefinition queue, List<SendMessageBatchRequestEntry> entries) {
        if (!queue.isFifo()) {
            return;
        }
        for (SendMessageBatchRequestEntry entry : entries) {
            if (entry.messageDeduplicationId() == null && !queue.attributes().isContentBasedDeduplication()) {
                throw SqsFaults.invalid(MessageCheck.NO_DEDUPLICATION_ID);
            }
            if (entry.messageGroupId() == null) {
                throw SqsFaults.invalid("The request must contain the parameter MessageGroupId.");
            }
        }
    }

    private static SendMessageBatchResultEntry result(
            SendMessageBatchRequestEntry entry, NewMessage message, Sent sent) {
        return SendMessageBatchResultEntry.builder()
                .id(entry.id())
                .messageId(sent.messageId())
                .sequenceNumber(sent.sequenceNumber())
                .md5OfMessageBody(Digests.md5OfSent(message.body()))
                .md5OfMessageAttributes(message.attributes().isEmpty() ? null : Digests.md5(message.attributes()))
                .md5OfMessageSystemAttributes(MessageCheck.systemDigest(Outgoing.of(entry)))
                .build();
    }

    private static void refuseTooLong(List<SendMessageBatchRequestEntry> entries) {
        long size = 0;
        for (SendMessageBatchRequestEntry entry : entries) {
            size += bytes(entry.messageBody());
            if (entry.hasMessageAttributes()) {
                size += bytes(entry.messageAttributes());
            }
        }
        if (size > SqsLimits.MAXIMUM_MESSAGE_BYTES) {
            throw SqsFaults.BATCH_REQUEST_TOO_LONG.with(SqsLimits.MAXIMUM_MESSAGE_BYTES, size);
        }
    }

    private static long bytes(Map<String, MessageAttributeValue> attributes) {
        long size = 0;
        for (Map.Entry<String, MessageAttributeValue> attribute : attributes.entrySet()) {
            MessageAttributeValue value = attribute.getValue();
            size += bytes(attribute.getKey()) + bytes(value.dataType()) + bytes(value.stringValue());
            size += value.binaryValue() == null ? 0 : value.binaryValue().asByteArrayUnsafe().length;
        }
        return size;
    }

    private static long bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
