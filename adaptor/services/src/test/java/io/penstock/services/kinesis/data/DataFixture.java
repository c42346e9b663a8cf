package io.penstock.services.kinesis.data;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.memory.MemoryOptions;
import io.penstock.kernel.memory.MemoryWorld;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.Topics;
import io.penstock.services.common.DirectClients;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.rules.KinesisSettings;
import io.penstock.services.kinesis.stream.HashRange;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDirectory;
import io.penstock.services.kinesis.stream.WriteGate;
import io.penstock.wire.CallContext;
import io.penstock.wire.Caller;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.model.ServiceModel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** The data operations on the memory ports, over one stream, called through the SDK's own client interface. Faults come as {@link FaultException}. */
public final class DataFixture implements AutoCloseable {

    public static final String STREAM = "s";
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/" + STREAM;
    private static final int PARTITIONS = 12;

    public final MemoryWorld world = new MemoryWorld(MemoryOptions.threaded());
    /** The log as the operations see it. */
    public final HeldScans scans = new HeldScans(world.recordLog());

    public final TestOwner owner;
    public final DataPlane plane;
    public final KinesisClient client;
    private final ServiceDefinition definition;

    public DataFixture(int shards, KinesisSettings settings) {
        world.topics().ensure(new Topics.Spec("t", PARTITIONS, Map.of())).join();
        this.owner = new TestOwner(world, stream(shards));
        StreamDirectory directory = new StreamDirectory(world.catalog(), owner);
        WriteGate gate = new WriteGate(world.catalog(), owner, scans, world.clock());
        this.plane = new DataPlane(new DataPorts(directory, gate, owner, scans, world.clock()), settings);
        this.definition = plane.serve(ServiceDefinition.of(ServiceModel.load("kinesis")));
        this.client = client();
    }

    /** Without quotas. */
    public static DataFixture relaxed(int shards) {
        return new DataFixture(shards, KinesisSettings.DEFAULT);
    }

    /** With AWS's quotas. */
    public static DataFixture strict() {
        return new DataFixture(1, KinesisSettings.DEFAULT.with(KinesisLimits.AWS));
    }

    static StreamDefinition stream(int shards) {
        List<ShardDefinition> all = IntStream.range(0, shards)
                .mapToObj(i ->
                        TestOwner.shard(i, HashRange.uniform(i, shards), 1_700_000_000L, ShardDefinition.Parents.NONE))
                .toList();
        return new StreamDefinition(
                ARN,
                "creation",
                1,
                0,
                StreamDefinition.Mode.PROVISIONED,
                StreamDefinition.Status.ACTIVE,
                new StreamDefinition.Features(24, KinesisLimits.DEFAULT_RECORD_KIB, List.of()),
                new StreamDefinition.Topic("t", false),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(),
                all);
    }

    /** A call of the default account. */
    public static CallContext call() {
        return DirectClients.call(new Caller(AccountId.DEFAULT, Region.DEFAULT, "AIDATEST"));
    }

    private KinesisClient client() {
        return DirectClients.of(KinesisClient.class, definition, DataFixture::call);
    }

    /** The fault of a call. */
    public static FaultException fault(ThrowingCallable call) {
        return DirectClients.fault(call);
    }

    public void advance(Duration duration) {
        world.advance(duration);
    }

    /** The sequence number of a put record. */
    public String put(String key, String data) {
        return client.putRecord(r -> r.streamName(STREAM).partitionKey(key).data(SdkBytes.fromUtf8String(data)))
                .sequenceNumber();
    }

    /** Puts records of one partition key. */
    public PutRecordsResponse putAll(String key, List<String> data) {
        return client.putRecords(r -> r.streamName(STREAM)
                .records(data.stream()
                        .map(one -> software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry.builder()
                                .partitionKey(key)
                                .data(SdkBytes.fromUtf8String(one))
                                .build())
                        .toList()));
    }

    /** Appends as a plain Kafka producer would. */
    public void produce(int shard, NewRecord kafkaRecord) {
        world.recordLog().append(owner.stream().partition(shard), kafkaRecord).join();
    }

    public String iterator(int shard, ShardIteratorType type) {
        return client.getShardIterator(
                        r -> r.streamName(STREAM).shardId(id(shard)).shardIteratorType(type))
                .shardIterator();
    }

    public static String id(int shard) {
        return ShardDefinition.id(shard);
    }

    public GetRecordsResponse get(String iterator) {
        return client.getRecords(r -> r.shardIterator(iterator));
    }

    /** The data of a shard from its beginning to where it ends now. */
    public List<String> all(int shard) {
        List<String> all = new ArrayList<>();
        String iterator = iterator(shard, ShardIteratorType.TRIM_HORIZON);
        while (iterator != null) {
            GetRecordsResponse response = get(iterator);
            all.addAll(texts(response.records()));
            iterator = response.millisBehindLatest() == 0 && response.records().isEmpty()
                    ? null
                    : response.nextShardIterator();
        }
        return all;
    }

    public static List<String> texts(List<Record> records) {
        return records.stream().map(record -> record.data().asUtf8String()).toList();
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        world.close();
        if (!world.defects().isEmpty()) {
            throw new AssertionError(
                    "defects: " + world.defects(), world.defects().getFirst());
        }
    }
}
