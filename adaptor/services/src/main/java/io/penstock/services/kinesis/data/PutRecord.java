package io.penstock.services.kinesis.data;

import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.stream.SequenceNumber;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDirectory.View;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;

/**
 * PutRecord. {@code SequenceNumberForOrdering} asks for a sequence number that is greater than the one given; a log gives no other, so it is only checked.
 */
final class PutRecord implements OperationHandler<PutRecordRequest, PutRecordResponse> {

    private final DataPlane plane;
    private final Puts puts;

    PutRecord(DataPlane plane) {
        this.plane = plane;
        this.puts = new Puts(plane);
    }

    @Override
    public PutRecordResponse handle(CallContext call, PutRecordRequest request) throws InterruptedException {
        View view = plane.streams().find(call, request.streamName(), request.streamARN());
        refuseUnknown(view.stream(), request.sequenceNumberForOrdering());
        NewEntry entry = EntryCheck.check(
                view.stream(), request.data(), request.partitionKey(), request.explicitHashKey(), "data");
        return switch (puts.put(call, view, List.of(entry)).getFirst()) {
            case Puts.Outcome.Stored stored ->
                PutRecordResponse.builder()
                        .shardId(stored.shard().id())
                        .sequenceNumber(stored.sequenceNumber().toString())
                        .build();
            case Puts.Outcome.Refused refused -> throw refused.fault();
        };
    }

    private static void refuseUnknown(StreamDefinition stream, @Nullable String ordering) {
        if (ordering != null && SequenceNumber.parse(ordering).isEmpty()) {
            throw KinesisFaults.invalid("ExclusiveMinimumSequenceNumber " + ordering + " used in PutRecord on stream "
                    + stream.name() + " under account " + stream.account() + " is invalid.");
        }
    }
}
