package io.penstock.services.kinesis.data;

import io.penstock.kernel.port.LogRecord;
import io.penstock.services.kinesis.stream.HashRange;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.HashKeyRange;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * Records and shards as callers see them. The key of a Kafka record is the partition key in UTF-8; a record that another producer wrote without a key has an
 * empty one, and bytes that are no UTF-8 read as replacement characters. The arrival is the record's timestamp: the broker's append time on topics that we made.
 */
public final class RecordView {

    private RecordView() {}

    /** Records of a shard. Their bytes are shared, not copied. */
    public static List<Record> records(ShardDefinition shard, List<LogRecord> records) {
        List<Record> views = new ArrayList<>(records.size());
        for (LogRecord one : records) {
            byte[] key = one.key();
            views.add(Record.builder()
                    .sequenceNumber(shard.sequenceNumber(one.offset()).toString())
                    .approximateArrivalTimestamp(Instant.ofEpochMilli(one.timestampMillis()))
                    .data(SdkBytes.fromByteArrayUnsafe(one.value()))
                    .partitionKey(key == null ? "" : new String(key, StandardCharsets.UTF_8))
                    .build());
        }
        return views;
    }

    /** The shards that took over from one. */
    public static List<ChildShard> children(StreamDefinition stream, ShardDefinition shard) {
        return stream.children(shard.number()).stream().map(RecordView::child).toList();
    }

    private static ChildShard child(ShardDefinition child) {
        return ChildShard.builder()
                .shardId(child.id())
                .parentShards(
                        Stream.of(child.parents().parent(), child.parents().adjacent())
                                .filter(Objects::nonNull)
                                .map(ShardDefinition::id)
                                .toList())
                .hashKeyRange(range(child.range()))
                .build();
    }

    private static HashKeyRange range(HashRange range) {
        return HashKeyRange.builder()
                .startingHashKey(range.start().toString())
                .endingHashKey(range.end().toString())
                .build();
    }

    /** Bytes of data and partition keys. */
    public static long bytes(List<LogRecord> records) {
        long bytes = 0;
        for (LogRecord one : records) {
            bytes += ReadBudget.size(one);
        }
        return bytes;
    }
}
