package io.penstock.services.sqs.op;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResultEntry;

/** ChangeMessageVisibilityBatch. */
public final class ChangeMessageVisibilityBatch
        implements OperationHandler<ChangeMessageVisibilityBatchRequest, ChangeMessageVisibilityBatchResponse> {

    private final Queues queues;
    private final Receipts receipts;

    public ChangeMessageVisibilityBatch(Environment environment) {
        this.queues = new Queues(environment);
        this.receipts = new Receipts(environment);
    }

    @Override
    public ChangeMessageVisibilityBatchResponse handle(CallContext call, ChangeMessageVisibilityBatchRequest request)
            throws InterruptedException {
        QueueDefinition queue = queues.find(call, request.queueUrl());
        Batch.check(request.entries(), "ChangeMessageVisibility", ChangeMessageVisibilityBatchRequestEntry::id);
        List<String> ids = new ArrayList<>();
        List<Receipts.Change> changes = new ArrayList<>();
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        for (ChangeMessageVisibilityBatchRequestEntry entry : request.entries()) {
            try {
                changes.add(new Receipts.Change(
                        Receipts.parse(queue, entry.receiptHandle()),
                        ChangeMessageVisibility.seconds(entry.visibilityTimeout())));
                ids.add(entry.id());
            } catch (FaultException fault) {
                failed.add(Batch.failed(entry.id(), fault));
            }
        }
        List<ChangeMessageVisibilityBatchResultEntry> successful = new ArrayList<>();
        List<CompletableFuture<Void>> changed = receipts.change(queue, changes);
        List<@Nullable FaultException> faults = Batch.outcomes(changed);
        for (int i = 0; i < changed.size(); i++) {
            FaultException fault = faults.get(i);
            if (fault == null) {
                successful.add(ChangeMessageVisibilityBatchResultEntry.builder()
                        .id(ids.get(i))
                        .build());
            } else {
                failed.add(Batch.failed(ids.get(i), fault));
            }
        }
        return ChangeMessageVisibilityBatchResponse.builder()
                .successful(Batch.orAbsent(successful))
                .failed(Batch.orAbsent(failed))
                .build();
    }
}
