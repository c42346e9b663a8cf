package io.penstock.services.kinesis.stream;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a stream's aggregate is asked. The stream is the aggregate's; values were checked by the operations before. */
public sealed interface StreamCommand {

    /**
     * @param shards how many; ignored for an adopted topic, whose partitions are the shards
     */
    record Create(
            int shards,
            StreamDefinition.Mode mode,
            StreamDefinition.Topic topic,
            int maxRecordKib,
            Map<String, String> tags)
            implements StreamCommand {}

    /** What is there now. */
    record Describe() implements StreamCommand {}

    /**
     * @param enforceConsumers also when consumers are registered
     */
    record Delete(boolean enforceConsumers) implements StreamCommand {}

    /**
     * @param increase whether the caller means to increase it
     */
    record SetRetention(int hours, boolean increase) implements StreamCommand {}

    record Split(String shardId, BigInteger newStart) implements StreamCommand {}

    record Merge(String shardId, String adjacentId) implements StreamCommand {}

    record UpdateShardCount(int target) implements StreamCommand {}

    record SetMode(StreamDefinition.Mode mode) implements StreamCommand {}

    record SetMaxRecordSize(int kib) implements StreamCommand {}

    /**
     * @param consumer ARN of the consumer that is tagged in the stream's place
     */
    record Tag(@Nullable String consumer, Map<String, String> tags) implements StreamCommand {}

    /**
     * @param consumer ARN of the consumer in the stream's place
     */
    record Untag(@Nullable String consumer, List<String> keys) implements StreamCommand {}

    /** Switches shard-level metrics on or off. */
    record Monitor(boolean on, List<String> metrics) implements StreamCommand {}

    /**
     * @param resource ARN of the stream or of a consumer
     * @param policy null to delete it
     */
    record SetPolicy(String resource, @Nullable String policy) implements StreamCommand {}

    record RegisterConsumer(String name, Map<String, String> tags) implements StreamCommand {}

    /**
     * @param arn of the registration that is meant; null for whichever the name has
     */
    record DeregisterConsumer(String name, @Nullable String arn) implements StreamCommand {}

    /**
     * From a node that is asked to push a shard to a consumer.
     *
     * @param id of the creation
     */
    record Subscribe(String id, String consumerArn, int shard) implements StreamCommand {}

    /**
     * From a node that pushes: parked until a subscription is granted after a token, for twenty seconds at most.
     *
     * @param id of the creation
     */
    record AwaitSubscribed(String id, long after) implements StreamCommand {}

    /**
     * From a node that counts quotas: what it would use of shards if it were alone.
     *
     * @param id of the creation
     * @param node what the last answer called it; 0 at first
     */
    record Share(String id, long node, List<StreamReply.Rates> demand) implements StreamCommand {}

    /** From {@link WriteGate}: a node saw offsets for which it has no grant. */
    record Extend(String id, List<Seen> seen) implements StreamCommand {}

    /** An offset that was appended to or read from a shard. */
    record Seen(int shard, long offset) {}

    /** From {@link WriteGate}: whether this creation is there still. The answer is journaled, so that no owner gives it who has been deposed. */
    record Confirm(String id) implements StreamCommand {}

    /** From {@link WriteGate}: what a node wrote since its last report. */
    record Report(String id, List<Load> loads) implements StreamCommand {}

    record Load(int shard, long records, long bytes) {}

    /**
     * From the companion: the topic of this creation exists.
     *
     * @param topicId the cluster's; null for an adopted topic
     * @param ends of its partitions
     */
    record Provisioned(String id, @Nullable String topicId, List<Long> ends) implements StreamCommand {}

    /**
     * From a node that looked at the topic of an adopted stream.
     *
     * @param partitions how many it has
     */
    record Found(String id, int partitions) implements StreamCommand {}

    /** From the companion: an adopted topic cannot be used. */
    record Unusable(String id) implements StreamCommand {}

    /** From the companion: the partitions of this round's children exist. */
    record PartitionsReady(String id, int round) implements StreamCommand {}

    /** From the companion: the cluster will not make the partitions of this round's children, however often it is asked. */
    record PartitionsRefused(String id, int round) implements StreamCommand {}

    /** From the companion: every shard that this round closes is filled up to its end, and the partitions of its children exist. */
    record RoundReady(String id, int round) implements StreamCommand {}

    /** From the companion: nothing is left of a deleted creation. */
    record RuinRemoved(String id) implements StreamCommand {}

    /** From the host when time alone changes something. */
    record Due() implements StreamCommand {}
}
