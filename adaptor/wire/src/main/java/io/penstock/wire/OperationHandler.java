package io.penstock.wire;

import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/**
 * One operation of a service. Called on the thread of the request, a virtual one, and may block it.
 *
 * @param <I> the SDK's request type
 * @param <O> the SDK's response type
 */
@FunctionalInterface
public interface OperationHandler<I extends AwsRequest, O extends AwsResponse> {

    /**
     * Serves one call.
     *
     * @throws io.penstock.kernel.fault.FaultException for what the caller sees as an error of the service
     * @throws software.amazon.awssdk.awscore.exception.AwsServiceException for a modelled error that carries members besides its message
     * @throws InterruptedException when the server stops
     */
    O handle(CallContext context, I request) throws InterruptedException;
}
