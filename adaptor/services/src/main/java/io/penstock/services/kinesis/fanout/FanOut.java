package io.penstock.services.kinesis.fanout;

import io.penstock.services.kinesis.data.DataPlane;
import io.penstock.wire.ServiceDefinition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;

/** Enhanced fan-out of one node. */
public final class FanOut {

    private final SubscribeToShard subscribe;

    public FanOut(DataPlane plane) {
        this.subscribe = new SubscribeToShard(plane);
    }

    /** The definition with SubscribeToShard. */
    public ServiceDefinition serve(ServiceDefinition definition) {
        return definition.onEventStream("SubscribeToShard", SubscribeToShardRequest.class, subscribe);
    }
}
