package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.services.dynamodb.table.TableDefinition.Expiry;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** DescribeTimeToLive. */
public final class DescribeTimeToLive
        implements OperationHandler<DescribeTimeToLiveRequest, DescribeTimeToLiveResponse> {

    private final Tables tables;

    public DescribeTimeToLive(Environment environment) {
        this.tables = new Tables(environment);
    }

    @Override
    public DescribeTimeToLiveResponse handle(CallContext call, DescribeTimeToLiveRequest request)
            throws InterruptedException {
        TableDefinition table = tables.current(call, request.tableName());
        Expiry expiry = table.settings().expiry();
        boolean settled = table.life().shape() == table.life().shaped();
        return DescribeTimeToLiveResponse.builder()
                .timeToLiveDescription(description -> {
                    if (expiry == null) {
                        description.timeToLiveStatus(TimeToLiveStatus.DISABLED);
                    } else {
                        description
                                .attributeName(expiry.attribute())
                                .timeToLiveStatus(settled ? TimeToLiveStatus.ENABLED : TimeToLiveStatus.ENABLING);
                    }
                })
                .build();
    }
}
