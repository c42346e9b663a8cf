package io.penstock.wire;

import io.penstock.wire.HttpResponse.BodyWriter;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/**
 * One operation whose response payload is a stream of bytes, such as {@code GetMedia}.
 *
 * @param <I> the SDK's request type
 * @param <O> the SDK's response type, whose members travel as headers
 */
@FunctionalInterface
public interface BodyStreamHandler<I extends AwsRequest, O extends AwsResponse> {

    /** Checks the request and opens the payload; a fault thrown here is an ordinary error response. */
    StreamedBody<O> open(CallContext context, I request) throws InterruptedException;

    /** An opened payload. */
    record StreamedBody<O extends AwsResponse>(O response, BodyWriter payload) {}
}
