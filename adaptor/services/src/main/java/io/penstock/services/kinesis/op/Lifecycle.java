package io.penstock.services.kinesis.op;

import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.wire.CallContext;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.ListStreamsRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamsResponse;
import software.amazon.awssdk.services.kinesis.model.StreamDescription;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamSummary;

/** DeleteStream, DescribeStream, DescribeStreamSummary, ListStreams. */
final class Lifecycle {

    private static final int DEFAULT_STREAMS = 100;
    private static final String TOKEN = "streams";

    private final Streams streams;
    private final Tokens tokens;

    Lifecycle(Environment environment) {
        this.streams = new Streams(environment);
        this.tokens = new Tokens(environment.clock());
    }

    DeleteStreamResponse delete(CallContext call, DeleteStreamRequest request) throws InterruptedException {
        boolean enforce = Boolean.TRUE.equals(request.enforceConsumerDeletion());
        streams.submit(
                call, Streams.arn(call, request.streamName(), request.streamARN()), new StreamCommand.Delete(enforce));
        return DeleteStreamResponse.builder().build();
    }

    DescribeStreamResponse describe(CallContext call, DescribeStreamRequest request) throws InterruptedException {
        StreamDefinition stream = streams.findWhole(call, Streams.arn(call, request.streamName(), request.streamARN()));
        int limit = request.limit() == null
                ? KinesisLimits.DESCRIBE_SHARDS
                : Math.min(request.limit(), KinesisLimits.DESCRIBE_SHARDS);
        int after = after(request.exclusiveStartShardId());
        List<ShardDefinition> rest =
                stream.shards().stream().filter(shard -> shard.number() > after).toList();
        return DescribeStreamResponse.builder()
                .streamDescription(StreamDescription.builder()
                        .streamName(stream.name())
                        .streamARN(stream.arn())
                        .streamStatus(stream.status().name())
                        .streamModeDetails(Descriptions.mode(stream))
                        .shards(rest.stream()
                                .limit(limit)
                                .map(Descriptions::shard)
                                .toList())
                        .hasMoreShards(rest.size() > limit)
                        .retentionPeriodHours(stream.features().retentionHours())
                        .streamCreationTimestamp(Descriptions.created(stream))
                        .enhancedMonitoring(Descriptions.metrics(stream))
                        .encryptionType(EncryptionType.NONE)
                        .build())
                .build();
    }

    static int after(@Nullable String shardId) {
        if (shardId == null) {
            return -1;
        }
        OptionalInt number = ShardDefinition.numberOf(shardId);
        if (number.isEmpty()) {
            throw KinesisFaults.invalid("Shard id " + shardId + " is invalid.");
        }
        return number.getAsInt();
    }

    DescribeStreamSummaryResponse summary(CallContext call, DescribeStreamSummaryRequest request)
            throws InterruptedException {
        StreamDefinition stream = streams.findWhole(call, Streams.arn(call, request.streamName(), request.streamARN()));
        return DescribeStreamSummaryResponse.builder()
                .streamDescriptionSummary(StreamDescriptionSummary.builder()
                        .streamName(stream.name())
                        .streamARN(stream.arn())
                        .streamStatus(stream.status().name())
                        .streamModeDetails(Descriptions.mode(stream))
                        .retentionPeriodHours(stream.features().retentionHours())
                        .streamCreationTimestamp(Descriptions.created(stream))
                        .enhancedMonitoring(Descriptions.metrics(stream))
                        .encryptionType(EncryptionType.NONE)
                        .openShardCount(stream.openShards().size())
                        .consumerCount(stream.consumers().size())
                        .maxRecordSizeInKiB(stream.features().maxRecordKib())
                        .build())
                .build();
    }

    ListStreamsResponse list(CallContext call, ListStreamsRequest request) {
        String after = "";
        if (request.nextToken() != null) {
            after = tokens.decode(TOKEN, request.nextToken(), 1).getFirst();
        } else if (request.exclusiveStartStreamName() != null) {
            after = request.exclusiveStartStreamName();
        }
        String from = after;
        List<StreamDefinition> rest = streams.of(call.account(), call.region()).stream()
                .filter(stream -> stream.name().compareTo(from) > 0)
                .toList();
        int limit = request.limit() == null ? DEFAULT_STREAMS : request.limit();
        List<StreamDefinition> page = rest.subList(0, Math.min(limit, rest.size()));
        boolean more = rest.size() > page.size();
        return ListStreamsResponse.builder()
                .streamNames(page.stream().map(StreamDefinition::name).toList())
                .hasMoreStreams(more)
                .nextToken(more ? tokens.encode(TOKEN, List.of(page.getLast().name())) : null)
                .streamSummaries(page.stream().map(Lifecycle::summary).toList())
                .build();
    }

    private static StreamSummary summary(StreamDefinition stream) {
        return StreamSummary.builder()
                .streamName(stream.name())
                .streamARN(stream.arn())
                .streamStatus(stream.status().name())
                .streamModeDetails(Descriptions.mode(stream))
                .streamCreationTimestamp(Descriptions.created(stream))
                .build();
    }
}
