package io.penstock.services.kinesis.data;

import io.penstock.kernel.name.Arn;
import io.penstock.services.kinesis.data.StreamMeters.Meter;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDirectory.View;
import io.penstock.services.kinesis.stream.StreamName;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;

/** GetRecords. */
final class GetRecords implements OperationHandler<GetRecordsRequest, GetRecordsResponse> {

    /** The form of AWS's own message. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "EEE MMM dd HH:mm:ss 'UTC' yyyy", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final DataPlane plane;

    GetRecords(DataPlane plane) {
        this.plane = plane;
    }

    @Override
    public GetRecordsResponse handle(CallContext call, GetRecordsRequest request) throws InterruptedException {
        IteratorToken token = IteratorToken.decode(request.shardIterator())
                .orElseThrow(() -> KinesisFaults.invalid("Invalid ShardIterator."));
        String arn = request.streamARN();
        if (arn != null && !arn.equals(token.arn())) {
            throw KinesisFaults.invalid("The ShardIterator is not one of stream " + arn + ".");
        }
        refuseUntimely(token);
        View view = find(call, token);
        StreamDefinition stream = view.stream();
        String shardId = ShardDefinition.id(token.shard());
        ShardDefinition shard = StreamLookup.shard(stream, shardId);
        if (!plane.throttles().read(stream, shard.number())) {
            plane.meters().add(stream.arn(), Meter.READ_PROVISIONED_THROUGHPUT_EXCEEDED, 1);
            throw KinesisFaults.PROVISIONED_THROUGHPUT_EXCEEDED.with(shardId, stream.name(), stream.account());
        }
        Integer limit = request.limit();
        ShardReader.Wish wish = new ShardReader.Wish(
                token.offset(), limit == null ? KinesisLimits.GET_RECORDS : limit, KinesisLimits.GET_RECORDS_BYTES);
        ShardReader.Piece piece = plane.reader().read(call, stream, shard, wish);
        long bytes = RecordView.bytes(piece.records());
        plane.throttles().gave(stream, shard.number(), bytes);
        plane.meters().add(stream.arn(), Meter.OUTGOING_RECORDS, piece.records().size());
        plane.meters().add(stream.arn(), Meter.OUTGOING_BYTES, bytes);
        return response(view, shard, token, piece);
    }

    private View find(CallContext call, IteratorToken token) throws InterruptedException {
        // The digest has no key: the text of an iterator may be anything.
        Arn arn = StreamName.parse(token.arn())
                .filter(named -> named.consumer().isEmpty())
                .map(StreamName.Named::stream)
                .orElseThrow(() -> KinesisFaults.invalid("Invalid ShardIterator."));
        View view = plane.streams().find(call, arn);
        if (!view.stream().id().equals(token.streamId())) {
            throw KinesisFaults.noStream(view.stream().name(), arn.account());
        }
        return view;
    }

    private GetRecordsResponse response(
            View view, ShardDefinition shard, IteratorToken token, ShardReader.Piece piece) {
        List<ChildShard> children =
                piece.isEnd() ? RecordView.children(plane.streams().newest(view).stream(), shard) : List.of();
        // A shard whose children are not there yet is asked again: consumers go on with the children, and would find
        // none.
        boolean isOver = piece.isEnd() && !children.isEmpty();
        IteratorToken next = new IteratorToken(
                token.arn(),
                token.streamId(),
                token.shard(),
                piece.next(),
                plane.ports().clock().millis());
        return GetRecordsResponse.builder()
                .records(RecordView.records(shard, piece.records()))
                .millisBehindLatest(piece.behindMillis())
                .nextShardIterator(isOver ? null : next.encode())
                .childShards(isOver ? children : null)
                .build();
    }

    private void refuseUntimely(IteratorToken token) {
        Instant now = plane.ports().clock().instant();
        Instant issued = Instant.ofEpochMilli(token.issuedMillis());
        if (issued.isAfter(now.plus(KinesisLimits.CLOCKS))) {
            throw KinesisFaults.invalid("Invalid ShardIterator.");
        }
        if (issued.plus(KinesisLimits.ITERATOR_LIFE).isBefore(now)) {
            throw KinesisFaults.EXPIRED_ITERATOR.with("Iterator expired. The iterator was created at time "
                    + TIME.format(issued) + " while right now it is " + TIME.format(now)
                    + " which is further in the future than the tolerated delay of "
                    + KinesisLimits.ITERATOR_LIFE.toMillis() + " milliseconds.");
        }
    }
}
