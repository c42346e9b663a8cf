package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.table.TableCommand;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceResponse;

/** UntagResource. */
public final class UntagResource implements OperationHandler<UntagResourceRequest, UntagResourceResponse> {

    private final Tables tables;

    public UntagResource(Environment environment) {
        this.tables = new Tables(environment);
    }

    @Override
    public UntagResourceResponse handle(CallContext call, UntagResourceRequest request) throws InterruptedException {
        String arn = tables.tagged(call, request.resourceArn()).arn();
        tables.submit(call, arn, new TableCommand.Untag(request.tagKeys()));
        return UntagResourceResponse.builder().build();
    }
}
