package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.table.TableCommand;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/** UpdateTimeToLive. Items expire within a second of their time, not within days. */
public final class UpdateTimeToLive implements OperationHandler<UpdateTimeToLiveRequest, UpdateTimeToLiveResponse> {

    private final Tables tables;

    public UpdateTimeToLive(Environment environment) {
        this.tables = new Tables(environment);
    }

    @Override
    public UpdateTimeToLiveResponse handle(CallContext call, UpdateTimeToLiveRequest request)
            throws InterruptedException {
        TimeToLiveSpecification specification = request.timeToLiveSpecification();
        String arn = Tables.arn(call, request.tableName()).toString();
        tables.submit(call, arn, new TableCommand.Expire(specification.enabled(), specification.attributeName()));
        return UpdateTimeToLiveResponse.builder()
                .timeToLiveSpecification(specification)
                .build();
    }
}
