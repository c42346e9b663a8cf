package io.penstock.services.kinesis.op;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.rules.KinesisLimits.AccountQuota;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition.Mode;
import io.penstock.wire.CallContext;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsResponse;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentInputStatus;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentOutput;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentOutputStatus;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsResponse;

/** DescribeLimits, DescribeAccountSettings, UpdateAccountSettings. */
final class Account {

    /** What {@code relaxed} says where there is no limit: AWS's largest. */
    private static final int SHARDS = 20_000;

    private static final int ON_DEMAND = 50;

    private final Environment environment;
    private final Streams streams;

    Account(Environment environment) {
        this.environment = environment;
        this.streams = new Streams(environment);
    }

    static int openShards(List<StreamDefinition> streams) {
        return streams.stream()
                .filter(stream -> stream.mode() == Mode.PROVISIONED)
                .mapToInt(stream -> stream.openShards().size())
                .sum();
    }

    /**
     * Refuses what would take an account beyond its open shards in a Region.
     *
     * @param present the account's streams there
     * @param more shards that the request adds
     */
    static void refuseTooManyShards(
            List<StreamDefinition> present, AccountId account, Region region, int more, int limit) {
        int open = openShards(present);
        if ((long) open + more > limit) {
            throw KinesisFaults.limit("This request would exceed the shard limit for the account " + account + " in "
                    + region + ". Current shard count for the account: " + open + ". Limit: " + limit
                    + ". Number of additional shards that would have resulted from this request: " + more
                    + ". Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html)"
                    + " for current limits and how to request higher limits.");
        }
    }

    static int onDemand(List<StreamDefinition> streams) {
        return (int) streams.stream()
                .filter(stream -> stream.mode() == Mode.ON_DEMAND)
                .count();
    }

    DescribeLimitsResponse limits(CallContext call, DescribeLimitsRequest request) {
        AccountQuota quota = environment.settings().limits().account();
        List<StreamDefinition> present = streams.of(call.account(), call.region());
        return DescribeLimitsResponse.builder()
                .shardLimit(Math.min(quota.shards(), SHARDS))
                .openShardCount(openShards(present))
                .onDemandStreamCount(onDemand(present))
                .onDemandStreamCountLimit(Math.min(quota.onDemandStreams(), ON_DEMAND))
                .build();
    }

    DescribeAccountSettingsResponse settings(CallContext call, DescribeAccountSettingsRequest request) {
        return DescribeAccountSettingsResponse.builder()
                .minimumThroughputBillingCommitment(disabled())
                .build();
    }

    UpdateAccountSettingsResponse update(CallContext call, UpdateAccountSettingsRequest request) {
        if (request.minimumThroughputBillingCommitment().status()
                != MinimumThroughputBillingCommitmentInputStatus.DISABLED) {
            throw KinesisFaults.UNSUPPORTED.with("A billing commitment cannot be made: nothing is billed.");
        }
        return UpdateAccountSettingsResponse.builder()
                .minimumThroughputBillingCommitment(disabled())
                .build();
    }

    private static MinimumThroughputBillingCommitmentOutput disabled() {
        return MinimumThroughputBillingCommitmentOutput.builder()
                .status(MinimumThroughputBillingCommitmentOutputStatus.DISABLED)
                .build();
    }
}
