package io.penstock.services.kinesis.data;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.stream.StreamDirectory.View;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** PutRecords. The call fails for what is wrong with it; each record fails by itself for what the stream cannot take now. */
final class PutRecords implements OperationHandler<PutRecordsRequest, PutRecordsResponse> {

    private static final String THROTTLED = KinesisFaults.PROVISIONED_THROUGHPUT_EXCEEDED.shape();

    private final DataPlane plane;
    private final Puts puts;

    PutRecords(DataPlane plane) {
        this.plane = plane;
        this.puts = new Puts(plane);
    }

    @Override
    public PutRecordsResponse handle(CallContext call, PutRecordsRequest request) throws InterruptedException {
        View view = plane.streams().find(call, request.streamName(), request.streamARN());
        List<PutRecordsRequestEntry> requested = request.records();
        List<NewEntry> entries = new ArrayList<>(requested.size());
        long bytes = 0;
        for (PutRecordsRequestEntry one : requested) {
            NewEntry entry = EntryCheck.check(
                    view.stream(),
                    one.data(),
                    one.partitionKey(),
                    one.explicitHashKey(),
                    "records." + (entries.size() + 1) + ".member.data");
            bytes += entry.bytes();
            entries.add(entry);
        }
        EntryCheck.refuseTooLarge(bytes);
        List<PutRecordsResultEntry> results = new ArrayList<>(entries.size());
        int failed = 0;
        for (Puts.Outcome outcome : puts.put(call, view, entries)) {
            failed += outcome instanceof Puts.Outcome.Refused ? 1 : 0;
            results.add(result(outcome));
        }
        return PutRecordsResponse.builder()
                .failedRecordCount(failed)
                .records(results)
                .build();
    }

    private static PutRecordsResultEntry result(Puts.Outcome outcome) {
        return switch (outcome) {
            case Puts.Outcome.Stored stored ->
                PutRecordsResultEntry.builder()
                        .shardId(stored.shard().id())
                        .sequenceNumber(stored.sequenceNumber().toString())
                        .build();
            case Puts.Outcome.Refused(FaultException fault) ->
                PutRecordsResultEntry.builder()
                        .errorCode(fault.fault().shape().equals(THROTTLED) ? THROTTLED : "InternalFailure")
                        .errorMessage(fault.getMessage())
                        .build();
        };
    }
}
