package io.penstock.services.dynamodb.op;

import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsResponse;

/** DescribeLimits: AWS's default quotas. Capacity is noted, not enforced. */
public final class DescribeLimits implements OperationHandler<DescribeLimitsRequest, DescribeLimitsResponse> {

    private static final long ACCOUNT = 80_000;
    private static final long TABLE = 40_000;

    @Override
    public DescribeLimitsResponse handle(CallContext call, DescribeLimitsRequest request) {
        return DescribeLimitsResponse.builder()
                .accountMaxReadCapacityUnits(ACCOUNT)
                .accountMaxWriteCapacityUnits(ACCOUNT)
                .tableMaxReadCapacityUnits(TABLE)
                .tableMaxWriteCapacityUnits(TABLE)
                .build();
    }
}
