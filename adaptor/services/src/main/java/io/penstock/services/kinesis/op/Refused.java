package io.penstock.services.kinesis.op;

import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/** An operation that Penstock does not have, refused with the reason. */
record Refused<I extends AwsRequest, O extends AwsResponse>(String reason) implements OperationHandler<I, O> {

    @Override
    public O handle(CallContext call, I request) {
        throw KinesisFaults.UNSUPPORTED.with(reason);
    }
}
