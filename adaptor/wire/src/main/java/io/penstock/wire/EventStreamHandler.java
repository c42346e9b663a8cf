package io.penstock.wire;

import java.io.IOException;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkPojo;

/**
 * One operation that answers with a stream of events, such as {@code SubscribeToShard}.
 *
 * @param <I> the SDK's request type
 * @param <O> the SDK's response type, sent as the initial response
 */
@FunctionalInterface
public interface EventStreamHandler<I extends AwsRequest, O extends AwsResponse> {

    /** Checks the request and opens the stream; a fault thrown here is an ordinary error response. */
    EventStream<O> open(CallContext context, I request) throws InterruptedException;

    /**
     * An opened stream.
     *
     * @param initialResponse the members of the response that are not the stream
     * @param source writes the events and returns at the end of the stream; a fault thrown from it ends the stream as an exception frame
     */
    record EventStream<O extends AwsResponse>(O initialResponse, Source source) {}

    /** Produces events until it returns. */
    @FunctionalInterface
    interface Source {
        void run(Sink sink) throws IOException, InterruptedException;
    }

    /** Takes events, in order, from one thread at a time. */
    @FunctionalInterface
    interface Sink {

        /**
         * Sends one event and flushes it.
         *
         * @param eventType the member of the modelled stream, for example {@code SubscribeToShardEvent}
         * @throws IOException when the client is gone
         */
        void send(String eventType, SdkPojo event) throws IOException;
    }
}
