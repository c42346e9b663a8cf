package io.penstock.services.kinesis.fanout;

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

    SubscribeToShard(DataPlane plane, Subscriptions subscriptions) {
        this.plane = plane;
        this.subscriptions = subscriptions;
    }

    @Override
    public EventStream<SubscribeToShardResponse> open(CallContext call, SubscribeToShardRequest request)
            throws InterruptedException {
        String consumerArn = request.consumerARN();
        StreamName.Named named = StreamName.parse(consumerArn)
                .filter(parsed -> parsed.consumer().isPresent())
                .orElseThrow(() -> KinesisFaults.invalid("Invalid ConsumerARN: " + consumerArn));
        View view = plane.streams().find(call, named.stream());
        StreamDefinition stream = view.stream();
        refuseUnknown(call, view, named);
        ShardDefinition shard = StreamLookup.shard(stream, request.shardId());
        StartingPosition start = request.startingPosition();
        long offset = plane.positions()
                .offset(
                        call,
                        stream,
                        shard,
                        new Positions.Wish(
                                "SubscribeToShard", start.type(), start.sequenceNumber(), start.timestamp()));
        Subscriptions.Claim claim = subscriptions.claim(consumerArn, shard.id());
        Subscription subscription = new Subscription(plane, call, claim, new Subscription.Place(view, shard, offset));
        return new EventStream<>(SubscribeToShardResponse.builder().build(), subscription);
    }

    private void refuseUnknown(CallContext call, View view, StreamName.Named named) throws InterruptedException {
        StreamName.ConsumerName consumer = named.consumer().orElseThrow();
        if (isRegistered(view, consumer)) {
            return;
        }
        // The directory of this node may be behind.
        View owners = plane.streams().ask(call, view);
        if (!isRegistered(owners, consumer)) {
            throw KinesisFaults.RESOURCE_NOT_FOUND.with("Consumer " + consumer.name() + " under stream "
                    + view.stream().name() + " under account " + view.stream().account() + " not found.");
        }
    }

    private static boolean isRegistered(View view, StreamName.ConsumerName consumer) {
        StreamDefinition stream = view.stream();
        return stream.consumer(consumer.name())
                .filter(known -> known.arn(stream.arn()).equals(consumer.arn()))
                .isPresent();
    }
}
