package io.penstock.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** A stream of one test's own. */
record TestStream(KinesisClient kinesis, String name, String arn) {

    private static final AtomicInteger NAMES = new AtomicInteger();

    static TestStream create(KinesisClient kinesis, int shards) {
        String name = "test-" + NAMES.incrementAndGet() + "-"
                + ProcessHandle.current().pid();
        kinesis.createStream(r -> r.streamName(name).shardCount(shards));
        kinesis.waiter().waitUntilStreamExists(r -> r.streamName(name));
        String arn = kinesis.describeStreamSummary(r -> r.streamName(name))
                .streamDescriptionSummary()
                .streamARN();
        return new TestStream(kinesis, name, arn);
    }

    /** The same stream through another client. */
    TestStream with(KinesisClient other) {
        return new TestStream(other, name, arn);
    }

    /** The topic as documented. */
    String topic() {
        return "kinesis.us-east-1.000000000000." + name;
    }

    void put(String key, String... data) {
        var response = kinesis.putRecords(r -> r.streamName(name)
                .records(java.util.Arrays.stream(data)
                        .map(one -> PutRecordsRequestEntry.builder()
                                .partitionKey(key)
                                .data(SdkBytes.fromUtf8String(one))
                                .build())
                        .toList()));
        if (response.failedRecordCount() != 0) {
            throw new AssertionError("records failed: " + response);
        }
    }

    static String[] texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "r" + i).toArray(String[]::new);
    }

    String iterator(String shardId, ShardIteratorType type) {
        return kinesis.getShardIterator(r -> r.streamName(name).shardId(shardId).shardIteratorType(type))
                .shardIterator();
    }

    List<Record> all(String shardId) {
        List<Record> all = new ArrayList<>();
        String iterator = iterator(shardId, ShardIteratorType.TRIM_HORIZON);
        while (iterator != null) {
            String current = iterator;
            GetRecordsResponse response = kinesis.getRecords(r -> r.shardIterator(current));
            all.addAll(response.records());
            iterator = response.records().isEmpty() && response.millisBehindLatest() == 0
                    ? null
                    : response.nextShardIterator();
        }
        return all;
    }

    /** All data, shard by shard. */
    List<String> all() {
        return kinesis.listShards(r -> r.streamName(name)).shards().stream()
                .map(Shard::shardId)
                .flatMap(shard -> all(shard).stream())
                .map(one -> one.data().asUtf8String())
                .toList();
    }
}
