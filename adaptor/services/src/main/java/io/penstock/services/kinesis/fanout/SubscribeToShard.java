package io.penstock.services.kinesis.fanout;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.kinesis.data.DataPlane;
import io.penstock.services.kinesis.data.Positions;
import io.penstock.services.kinesis.data.StreamLookup;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDirectory.View;
import io.penstock.services.kinesis.stream.StreamName;
import io.penstock.wire.CallContext;
import io.penstock.wire.EventStreamHandler;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponse;

/** SubscribeToShard. */
final class SubscribeToShard implements EventStreamHandler<SubscribeToShardRequest, SubscribeToShardResponse> {

    private final DataPlane plane;
    private final Subscriptions subscriptions;

    SubscribeToShard(DataPlane plane) {
        this.plane = plane;
        this.subscriptions =
                new Subscriptions(plane.ports().machines(), plane.ports().clock());
    }

    @Override
    public EventStream<SubscribeToShardResponse> open(CallContext call, SubscribeToShardRequest request)
            throws InterruptedException {
        String consumerArn = request.consumerARN();
        StreamName.Named named = StreamName.parse(consumerArn)
                .filter(parsed -> parsed.consumer().isPresent())
                .orElseThrow(() -> KinesisFaults.invalid("Invalid ConsumerARN: " + consumerArn));
        View view = registered(call, plane.streams().find(call, named.stream()), named);
        StreamDefinition stream = view.stream();
        ShardDefinition shard = StreamLookup.shard(stream, request.shardId());
        StartingPosition start = request.startingPosition();
        long offset = plane.positions()
                .offset(
                        call,
                        stream,
                        shard,
                        new Positions.Wish(
                                "SubscribeToShard", start.type(), start.sequenceNumber(), start.timestamp()));
        Claim claim = subscriptions.claim(call, stream, consumerArn, shard.number());
        // Who leaves before the events begin is never asked for them.
        call.cancellation().onCancel(claim::end);
        Subscription.Place place =
                new Subscription.Place(view, shard, named.consumer().orElseThrow(), offset);
        Subscription subscription = new Subscription(plane, call, claim, place);
        return new EventStream<>(SubscribeToShardResponse.builder().build(), subscription);
    }

    /** The stream as of a version in which the consumer is registered, or the fault that it is not. */
    private View registered(CallContext call, View view, StreamName.Named named) throws InterruptedException {
        StreamName.ConsumerName consumer = named.consumer().orElseThrow();
        if (isRegistered(view.stream(), consumer)) {
            return view;
        }
        // The directory of this node may be behind.
        View owners = plane.streams().ask(call, view);
        if (!isRegistered(owners.stream(), consumer)) {
            throw notRegistered(owners.stream(), consumer);
        }
        return owners;
    }

    static boolean isRegistered(StreamDefinition stream, StreamName.ConsumerName consumer) {
        return stream.consumerOf(consumer.arn()).isPresent();
    }

    static FaultException notRegistered(StreamDefinition stream, StreamName.ConsumerName consumer) {
        return KinesisFaults.RESOURCE_NOT_FOUND.with("Consumer " + consumer.name() + " under stream " + stream.name()
                + " under account " + stream.account() + " not found.");
    }
}
