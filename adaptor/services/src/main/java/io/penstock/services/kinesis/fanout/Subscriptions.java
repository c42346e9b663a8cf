package io.penstock.services.kinesis.fanout;

import io.penstock.kernel.port.Machines;
import io.penstock.services.common.Await;
import io.penstock.services.kinesis.stream.StreamCodecs;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDirectory;
import io.penstock.services.kinesis.stream.StreamReply;
import io.penstock.wire.CallContext;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is subscribed to what on this node. The owner of the stream grants subscriptions, so that a consumer has one for each shard over all nodes: a new one takes over
 * from the old, which ends with {@code ResourceInUseException}; within five seconds of the old one's beginning the new one is refused instead, under AWS's limits.
 * Memory: a watch for each stream that was subscribed to here. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SubscribeToShard.html">SubscribeToShard</a>
 */
final class Subscriptions {

    private final Machines machines;
    private final InstantSource clock;

    /** By ARN; of the last creation. */
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();

    Subscriptions(Machines machines, InstantSource clock) {
        this.machines = machines;
        this.clock = clock;
    }

    /** Takes a shard for a consumer, or fails with what the owner refused. */
    Claim claim(CallContext call, StreamDefinition stream, String consumerArn, int shard) throws InterruptedException {
        StreamReply reply = Await.reply(
                call,
                machines.submit(
                        StreamCodecs.STREAMS,
                        StreamDirectory.aggregate(stream.arn()),
                        new StreamCommand.Subscribe(stream.id(), consumerArn, shard)));
        if (!(reply instanceof StreamReply.Subscribed(var holders))) {
            throw new IllegalStateException("not an answer to Subscribe: " + reply);
        }
        Watch watch = watch(stream);
        Claim claim =
                new Claim(new Claim.Key(consumerArn, shard), holders.getFirst().token(), clock.instant(), watch);
        watch.add(claim);
        return claim;
    }

    private Watch watch(StreamDefinition stream) {
        Watch watch = watches.compute(
                stream.arn(),
                (arn, known) -> known != null && known.isOf(stream) ? known : new Watch(machines, clock, stream));
        if (watch == null) {
            throw new IllegalStateException("no watch for " + stream.arn());
        }
        return watch;
    }
}
