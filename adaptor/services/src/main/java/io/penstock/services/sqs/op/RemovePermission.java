package io.penstock.services.sqs.op;

import io.penstock.services.sqs.definition.DefinitionCommand;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.sqs.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sqs.model.RemovePermissionResponse;

/** RemovePermission. */
public final class RemovePermission implements OperationHandler<RemovePermissionRequest, RemovePermissionResponse> {

    private final Queues queues;

    public RemovePermission(Environment environment) {
        this.queues = new Queues(environment);
    }

    @Override
    public RemovePermissionResponse handle(CallContext call, RemovePermissionRequest request)
            throws InterruptedException {
        queues.submit(
                queues.arn(call, request.queueUrl()),
                new DefinitionCommand.RemovePermission(AddPermission.label(request.label())));
        return RemovePermissionResponse.builder().build();
    }
}
