package io.penstock.services.kinesis.op;

import io.penstock.services.kinesis.stream.ConsumerDefinition;
import io.penstock.services.kinesis.stream.SequenceNumber;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import java.time.Instant;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.EnhancedMetrics;
import software.amazon.awssdk.services.kinesis.model.HashKeyRange;
import software.amazon.awssdk.services.kinesis.model.SequenceNumberRange;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamModeDetails;

/** Definitions in AWS's words. */
final class Descriptions {

    private Descriptions() {}

    static Shard shard(ShardDefinition shard) {
        Integer parent = shard.parents().parent();
        Integer adjacent = shard.parents().adjacent();
        return Shard.builder()
                .shardId(shard.id())
                .parentShardId(parent == null ? null : ShardDefinition.id(parent))
                .adjacentParentShardId(adjacent == null ? null : ShardDefinition.id(adjacent))
                .hashKeyRange(HashKeyRange.builder()
                        .startingHashKey(shard.range().start().toString())
                        .endingHashKey(shard.range().end().toString())
                        .build())
                .sequenceNumberRange(SequenceNumberRange.builder()
                        .startingSequenceNumber(shard.starting().toString())
                        .endingSequenceNumber(
                                shard.ending().map(SequenceNumber::toString).orElse(null))
                        .build())
                .build();
    }

    static StreamModeDetails mode(StreamDefinition stream) {
        return StreamModeDetails.builder().streamMode(stream.mode().name()).build();
    }

    static EnhancedMetrics metrics(StreamDefinition stream) {
        return EnhancedMetrics.builder()
                .shardLevelMetricsWithStrings(stream.features().metrics())
                .build();
    }

    static Instant created(StreamDefinition stream) {
        return Instant.ofEpochMilli(stream.createdMillis());
    }

    static Consumer consumer(StreamDefinition stream, ConsumerDefinition consumer) {
        return Consumer.builder()
                .consumerName(consumer.name())
                .consumerARN(consumer.arn(stream.arn()))
                .consumerStatus(ConsumerStatus.ACTIVE)
                .consumerCreationTimestamp(Instant.ofEpochMilli(consumer.createdMillis()))
                .build();
    }
}
