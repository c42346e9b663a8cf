package io.penstock.services.kinesis.op;

import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.wire.CallRates;
import io.penstock.wire.OperationHandler;
import io.penstock.wire.ServiceDefinition;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DecreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DisableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.IncreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamsRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamRequest;
import software.amazon.awssdk.services.kinesis.model.MergeShardsRequest;
import software.amazon.awssdk.services.kinesis.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamRequest;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;
import software.amazon.awssdk.services.kinesis.model.StartStreamEncryptionRequest;
import software.amazon.awssdk.services.kinesis.model.StopStreamEncryptionRequest;
import software.amazon.awssdk.services.kinesis.model.TagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.UntagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamModeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamWarmThroughputRequest;

/**
 * The operations on streams, with the calls a second that AWS allows each.
 *
 * @see <a href="https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html">Control plane API limits</a>
 */
public final class ControlOperations {

    private static final String ENCRYPTION = "Server-side encryption of streams is not supported.";

    private final Environment environment;
    private final CallRates rates;
    private final Lifecycle lifecycle;
    private final Shards shards;
    private final Tagging tagging;
    private final Consumers consumers;
    private final Policies policies;
    private final Features features;
    private final Account account;

    public ControlOperations(Environment environment) {
        this.environment = environment;
        this.rates = new CallRates(
                environment.settings().limits().calls(),
                environment.clock(),
                (operation, call) -> KinesisFaults.limit(
                        "Rate exceeded for " + operation + " under account " + call.account() + "."));
        this.lifecycle = new Lifecycle(environment);
        this.shards = new Shards(environment);
        this.tagging = new Tagging(environment);
        this.consumers = new Consumers(environment);
        this.policies = new Policies(environment);
        this.features = new Features(environment);
        this.account = new Account(environment);
    }

    /** The definition with these operations. */
    public ServiceDefinition on(ServiceDefinition definition) {
        return third(second(first(definition)));
    }

    private ServiceDefinition first(ServiceDefinition none) {
        ServiceDefinition all = none;
        all = on(all, AddTagsToStreamRequest.class, 5, tagging::addToStream);
        all = on(all, CreateStreamRequest.class, 5, new CreateStream(environment));
        all = on(all, DecreaseStreamRetentionPeriodRequest.class, 5, features::decreaseRetention);
        all = on(all, DeleteResourcePolicyRequest.class, 5, policies::delete);
        all = on(all, DeleteStreamRequest.class, 5, lifecycle::delete);
        all = on(all, DeregisterStreamConsumerRequest.class, 5, consumers::deregister);
        all = on(all, DescribeAccountSettingsRequest.class, 5, account::settings);
        all = on(all, DescribeLimitsRequest.class, 1, account::limits);
        all = on(all, DescribeStreamRequest.class, 10, lifecycle::describe);
        all = on(all, DescribeStreamConsumerRequest.class, 20, consumers::describe);
        all = on(all, DescribeStreamSummaryRequest.class, 20, lifecycle::summary);
        all = on(all, DisableEnhancedMonitoringRequest.class, 5, features::disableMetrics);
        return all;
    }

    private ServiceDefinition second(ServiceDefinition none) {
        ServiceDefinition all = none;
        all = on(all, EnableEnhancedMonitoringRequest.class, 5, features::enableMetrics);
        all = on(all, GetResourcePolicyRequest.class, 5, policies::get);
        all = on(all, IncreaseStreamRetentionPeriodRequest.class, 5, features::increaseRetention);
        all = on(all, ListShardsRequest.class, 1000, new ListShards(environment));
        all = on(all, ListStreamConsumersRequest.class, 5, consumers::list);
        all = on(all, ListStreamsRequest.class, 5, lifecycle::list);
        all = on(all, ListTagsForResourceRequest.class, 5, tagging::list);
        all = on(all, ListTagsForStreamRequest.class, 5, tagging::listForStream);
        all = on(all, MergeShardsRequest.class, 5, shards::merge);
        all = on(all, PutResourcePolicyRequest.class, 5, policies::put);
        all = on(all, RegisterStreamConsumerRequest.class, 5, consumers::register);
        return all;
    }

    private ServiceDefinition third(ServiceDefinition none) {
        ServiceDefinition all = none;
        all = on(all, RemoveTagsFromStreamRequest.class, 5, tagging::removeFromStream);
        all = on(all, SplitShardRequest.class, 5, shards::split);
        all = on(all, StartStreamEncryptionRequest.class, 5, new Refused<>(ENCRYPTION));
        all = on(all, StopStreamEncryptionRequest.class, 5, new Refused<>(ENCRYPTION));
        all = on(all, TagResourceRequest.class, 5, tagging::tag);
        all = on(all, UntagResourceRequest.class, 5, tagging::untag);
        all = on(all, UpdateAccountSettingsRequest.class, 5, account::update);
        all = on(all, UpdateMaxRecordSizeRequest.class, 5, features::maxRecordSize);
        all = on(all, UpdateShardCountRequest.class, 10, shards::updateCount);
        all = on(all, UpdateStreamModeRequest.class, 5, features::mode);
        all = on(
                all,
                UpdateStreamWarmThroughputRequest.class,
                5,
                new Refused<>("Warm throughput of streams is not supported."));
        return all;
    }

    private <I extends AwsRequest, O extends AwsResponse> ServiceDefinition on(
            ServiceDefinition definition, Class<I> request, int perSecond, OperationHandler<I, O> handler) {
        String type = request.getSimpleName();
        String operation = type.substring(0, type.length() - "Request".length());
        return definition.on(operation, request, rates.limit(operation, perSecond, handler));
    }
}
