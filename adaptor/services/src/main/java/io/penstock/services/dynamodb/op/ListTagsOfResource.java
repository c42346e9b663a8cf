package io.penstock.services.dynamodb.op;

import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.Tag;

/** ListTagsOfResource. All 50 tags that a table may have fit into one page. */
public final class ListTagsOfResource
        implements OperationHandler<ListTagsOfResourceRequest, ListTagsOfResourceResponse> {

    private final Tables tables;

    public ListTagsOfResource(Environment environment) {
        this.tables = new Tables(environment);
    }

    @Override
    public ListTagsOfResourceResponse handle(CallContext call, ListTagsOfResourceRequest request)
            throws InterruptedException {
        return ListTagsOfResourceResponse.builder()
                .tags(tables.tagged(call, request.resourceArn()).tags().entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build();
    }
}
