package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.table.TableCommand;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TagResourceResponse;

/** TagResource. */
public final class TagResource implements OperationHandler<TagResourceRequest, TagResourceResponse> {

    private final Tables tables;

    public TagResource(Environment environment) {
        this.tables = new Tables(environment);
    }

    @Override
    public TagResourceResponse handle(CallContext call, TagResourceRequest request) throws InterruptedException {
        String arn = tables.tagged(call, request.resourceArn()).arn();
        tables.submit(call, arn, new TableCommand.Tag(TableDrafts.tags(request.tags())));
        return TagResourceResponse.builder().build();
    }
}
