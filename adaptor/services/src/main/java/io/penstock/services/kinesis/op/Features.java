package io.penstock.services.kinesis.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.rules.KinesisLimits.AccountQuota;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition.Mode;
import io.penstock.wire.CallContext;
import java.util.Arrays;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.DecreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.DecreaseStreamRetentionPeriodResponse;
import software.amazon.awssdk.services.kinesis.model.DisableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.DisableEnhancedMonitoringResponse;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringResponse;
import software.amazon.awssdk.services.kinesis.model.IncreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.IncreaseStreamRetentionPeriodResponse;
import software.amazon.awssdk.services.kinesis.model.MetricsName;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamModeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamModeResponse;

/** Retention, record size, mode and metrics of a stream. */
final class Features {

    private static final List<String> METRICS = Arrays.stream(MetricsName.values())
            .filter(name -> name != MetricsName.ALL && name != MetricsName.UNKNOWN_TO_SDK_VERSION)
            .map(MetricsName::toString)
            .sorted()
            .toList();

    private final Environment environment;
    private final Streams streams;

    Features(Environment environment) {
        this.environment = environment;
        this.streams = new Streams(environment);
    }

    IncreaseStreamRetentionPeriodResponse increaseRetention(
            CallContext call, IncreaseStreamRetentionPeriodRequest request) throws InterruptedException {
        streams.change(
                call,
                Streams.arn(call, request.streamName(), request.streamARN()),
                new StreamCommand.SetRetention(request.retentionPeriodHours(), true));
        return IncreaseStreamRetentionPeriodResponse.builder().build();
    }

    DecreaseStreamRetentionPeriodResponse decreaseRetention(
            CallContext call, DecreaseStreamRetentionPeriodRequest request) throws InterruptedException {
        streams.change(
                call,
                Streams.arn(call, request.streamName(), request.streamARN()),
                new StreamCommand.SetRetention(request.retentionPeriodHours(), false));
        return DecreaseStreamRetentionPeriodResponse.builder().build();
    }

    UpdateMaxRecordSizeResponse maxRecordSize(CallContext call, UpdateMaxRecordSizeRequest request)
            throws InterruptedException {
        streams.change(
                call,
                Streams.arn(call, null, request.streamARN()),
                new StreamCommand.SetMaxRecordSize(request.maxRecordSizeInKiB()));
        return UpdateMaxRecordSizeResponse.builder().build();
    }

    UpdateStreamModeResponse mode(CallContext call, UpdateStreamModeRequest request) throws InterruptedException {
        if (request.warmThroughputMiBps() != null) {
            throw KinesisFaults.UNSUPPORTED.with("WarmThroughputMiBps is not supported.");
        }
        Mode mode =
                request.streamModeDetails().streamMode() == StreamMode.ON_DEMAND ? Mode.ON_DEMAND : Mode.PROVISIONED;
        Arn arn = Streams.stream(request.streamARN());
        refuseTooMany(arn, mode);
        streams.change(call, arn, new StreamCommand.SetMode(mode));
        return UpdateStreamModeResponse.builder().build();
    }

    /** Holds the account against the quota of what the stream becomes, as this node knows them: calls at the same moment may pass it together. */
    private void refuseTooMany(Arn arn, Mode mode) {
        AccountQuota quota = environment.settings().limits().account();
        List<StreamDefinition> present = streams.of(arn.account(), arn.region());
        switch (mode) {
            case ON_DEMAND -> {
                if (Account.onDemand(present) >= quota.onDemandStreams()) {
                    throw KinesisFaults.limit("This request would exceed the on-demand stream limit for the account "
                            + arn.account() + ": " + quota.onDemandStreams() + ".");
                }
            }
            // Shards of on-demand streams do not count, so they are added; those of a provisioned one do already.
            case PROVISIONED ->
                present.stream()
                        .filter(stream -> stream.arn().equals(arn.toString()) && stream.mode() == Mode.ON_DEMAND)
                        .mapToInt(stream -> stream.openShards().size())
                        .forEach(more -> Account.refuseTooManyShards(
                                present, arn.account(), arn.region(), more, quota.shards()));
        }
    }

    EnableEnhancedMonitoringResponse enableMetrics(CallContext call, EnableEnhancedMonitoringRequest request)
            throws InterruptedException {
        Arn arn = Streams.arn(call, request.streamName(), request.streamARN());
        List<String> before = streams.find(call, arn).features().metrics();
        StreamDefinition after = streams.change(
                call, arn, new StreamCommand.Monitor(true, single(request.shardLevelMetricsAsStrings())));
        return EnableEnhancedMonitoringResponse.builder()
                .streamName(after.name())
                .streamARN(after.arn())
                .currentShardLevelMetricsWithStrings(before)
                .desiredShardLevelMetricsWithStrings(after.features().metrics())
                .build();
    }

    DisableEnhancedMonitoringResponse disableMetrics(CallContext call, DisableEnhancedMonitoringRequest request)
            throws InterruptedException {
        Arn arn = Streams.arn(call, request.streamName(), request.streamARN());
        List<String> before = streams.find(call, arn).features().metrics();
        StreamDefinition after = streams.change(
                call, arn, new StreamCommand.Monitor(false, single(request.shardLevelMetricsAsStrings())));
        return DisableEnhancedMonitoringResponse.builder()
                .streamName(after.name())
                .streamARN(after.arn())
                .currentShardLevelMetricsWithStrings(before)
                .desiredShardLevelMetricsWithStrings(after.features().metrics())
                .build();
    }

    private static List<String> single(List<String> asked) {
        return asked.contains(MetricsName.ALL.toString()) ? METRICS : asked;
    }
}
