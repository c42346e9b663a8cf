package io.penstock.services.dynamodb.op;

import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.net.URI;
import software.amazon.awssdk.services.dynamodb.model.DescribeEndpointsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeEndpointsResponse;
import software.amazon.awssdk.services.dynamodb.model.Endpoint;

/** DescribeEndpoints: the address that the caller used. */
public final class DescribeEndpoints implements OperationHandler<DescribeEndpointsRequest, DescribeEndpointsResponse> {

    private static final long MINUTES = 1_440;

    @Override
    public DescribeEndpointsResponse handle(CallContext call, DescribeEndpointsRequest request) {
        return DescribeEndpointsResponse.builder()
                .endpoints(Endpoint.builder()
                        .address(URI.create(call.baseUrl()).getAuthority())
                        .cachePeriodInMinutes(MINUTES)
                        .build())
                .build();
    }
}
