package io.penstock.services.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.memory.MemoryOptions;
import io.penstock.kernel.memory.MemoryWorld;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.services.common.DirectClients;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.rules.KinesisSettings;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamName;
import io.penstock.wire.Caller;
import io.penstock.wire.ServiceDefinition;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * Kinesis on the memory ports, called through the SDK's own client interface. The clock stands still until {@link #advance}; faults come as {@link
 * FaultException}.
 */
public final class KinesisFixture implements AutoCloseable {

    private static final Caller CALLER = new Caller(AccountId.DEFAULT, Region.DEFAULT, "AIDATEST");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    public final MemoryWorld world = new MemoryWorld(MemoryOptions.threaded());
    public final Kinesis kinesis;
    public final KinesisClient client;
    private final ServiceDefinition definition;

    public KinesisFixture(KinesisSettings settings) {
        kinesis = Kinesis.create(
                new Kinesis.Ports(world.machines(), world.recordLog(), world.topics(), world.catalog(), world.clock()),
                settings);
        definition = kinesis.definition();
        client = client();
    }

    /** Without quotas. */
    public static KinesisFixture relaxed() {
        return new KinesisFixture(KinesisSettings.DEFAULT);
    }

    /** With the limits of AWS. */
    public static KinesisFixture strict() {
        return new KinesisFixture(KinesisSettings.DEFAULT.with(KinesisLimits.AWS));
    }

    private KinesisClient client() {
        return DirectClients.of(KinesisClient.class, definition, DirectClients.call(CALLER));
    }

    /** The fault of a call. */
    public static FaultException fault(ThrowingCallable call) {
        return DirectClients.fault(call);
    }

    /** Refused with this error and a text that holds this. */
    public static void assertRefused(String shape, String text, ThrowingCallable call) {
        FaultException fault = fault(call);
        assertThat(fault.fault().shape()).isEqualTo(shape);
        assertThat(fault).hasMessageContaining(text);
    }

    public void advance(Duration duration) {
        world.advance(duration);
    }

    public void create(String name, int shards) {
        client.createStream(request -> request.streamName(name).shardCount(shards));
        settle(name);
    }

    /** Waits until nothing about the stream changes any more. */
    public void settle(String name) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(() -> status(name) == StreamStatus.ACTIVE);
    }

    public StreamStatus status(String name) {
        return client.describeStreamSummary(request -> request.streamName(name))
                .streamDescriptionSummary()
                .streamStatus();
    }

    public String arn(String name) {
        return StreamName.arn(Region.DEFAULT, AccountId.DEFAULT, name).toString();
    }

    /** All shards that are listed. */
    public List<Shard> shards(String name) {
        return client.listShards(request -> request.streamName(name)).shards();
    }

    public List<String> shardIds(String name) {
        return shards(name).stream().map(Shard::shardId).toList();
    }

    /** The stream as this node knows it. */
    public StreamDefinition stream(String name) {
        return kinesis.streams().directory().find(arn(name)).orElseThrow().stream();
    }

    /** Splits a shard in the middle and waits until the children have taken over. */
    public void split(String name, String shardId) {
        StreamDefinition stream = stream(name);
        var range = stream.shard(shardId).orElseThrow().range();
        client.splitShard(request -> request.streamName(name)
                .shardToSplit(shardId)
                .newStartingHashKey(range.start().add(range.end()).shiftRight(1).toString()));
        settle(name);
    }

    public void merge(String name, String shardId, String adjacentId) {
        client.mergeShards(
                request -> request.streamName(name).shardToMerge(shardId).adjacentShardToMerge(adjacentId));
        settle(name);
    }

    @Override
    public void close() {
        world.close();
        assertThat(world.defects()).isEmpty();
    }
}
