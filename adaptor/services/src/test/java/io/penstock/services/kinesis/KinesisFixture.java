package io.penstock.services.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.memory.MemoryOptions;
import io.penstock.kernel.memory.MemoryWorld;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.rules.KinesisSettings;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamName;
import io.penstock.wire.CallContext;
import io.penstock.wire.Caller;
import io.penstock.wire.Cancellation;
import io.penstock.wire.Endpoint;
import io.penstock.wire.ServiceDefinition;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.awscore.AwsRequest;
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
        CallContext context =
                new CallContext(CALLER, "request", new Endpoint("http://localhost:4566", "/"), new Cancellation());
        InvocationHandler handler = (proxy, method, arguments) -> invoke(context, proxy, method, arguments);
        return (KinesisClient) Proxy.newProxyInstance(
                KinesisFixture.class.getClassLoader(), new Class<?>[] {KinesisClient.class}, handler);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the binding and the request are of the same operation
    private Object invoke(CallContext context, Object proxy, Method method, Object[] arguments) throws Throwable {
        if (arguments == null || !(arguments[0] instanceof AwsRequest request)) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        String name = method.getName();
        String operation = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        ServiceDefinition.Unary unary =
                (ServiceDefinition.Unary) definition.binding(operation).orElseThrow();
        return unary.handler().handle(context, request);
    }

    /** The fault of a call. */
    public static FaultException fault(ThrowingCallable call) {
        FaultException fault = catchThrowableOfType(FaultException.class, call);
        if (fault == null) {
            throw new AssertionError("the call was not refused");
        }
        return fault;
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
