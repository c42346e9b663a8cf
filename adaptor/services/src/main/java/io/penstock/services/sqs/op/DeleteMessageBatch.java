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
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResultEntry;

/** DeleteMessageBatch. */
public final class DeleteMessageBatch
        implements OperationHandler<DeleteMessageBatchRequest, DeleteMessageBatchResponse> {

    private final Environment environment;
    private final Queues queues;
    private final Receipts receipts;

    public DeleteMessageBatch(Environment environment) {
        this.environment = environment;
        this.queues = new Queues(environment);
        this.receipts = new Receipts(environment);
    }

    @Override
    public DeleteMessageBatchResponse handle(CallContext call, DeleteMessageBatchRequest request)
            throws InterruptedException {
        QueueDefinition queue = queues.find(call, request.queueUrl());
        Batch.check(request.entries(), "DeleteMessage", DeleteMessageBatchRequestEntry::id);
        List<String> ids = new ArrayList<>();
        List<Receipts.Handle> handles = new ArrayList<>();
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        for (DeleteMessageBatchRequestEntry entry : request.entries()) {
            try {
                handles.add(Receipts.parse(queue, entry.receiptHandle()));
                ids.add(entry.id());
            } catch (FaultException fault) {
                failed.add(Batch.failed(entry.id(), fault));
            }
        }
        environment.quotas().spend(queue, Quotas.Action.DELETE);
        List<DeleteMessageBatchResultEntry> successful = new ArrayList<>();
        List<CompletableFuture<Void>> deleted = receipts.delete(queue, handles);
        List<@Nullable FaultException> faults = Batch.outcomes(deleted);
        for (int i = 0; i < deleted.size(); i++) {
            FaultException fault = faults.get(i);
            if (fault == null) {
                successful.add(
                        DeleteMessageBatchResultEntry.builder().id(ids.get(i)).build());
            } else {
                failed.add(Batch.failed(ids.get(i), fault));
            }
        }
        return DeleteMessageBatchResponse.builder()
                .successful(Batch.orAbsent(successful))
                .failed(Batch.orAbsent(failed))
                .build();
    }
}
