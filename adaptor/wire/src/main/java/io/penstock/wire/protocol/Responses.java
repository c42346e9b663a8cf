package io.penstock.wire.protocol;

import io.penstock.wire.Headers;
import io.penstock.wire.HttpResponse;

/** What responses of all protocols share. */
final class Responses {

    static final String REQUEST_ID = "x-amzn-RequestId";
    static final String CONTENT_TYPE = "Content-Type";
    static final String EVENT_STREAM = "application/vnd.amazon.eventstream";

    private Responses() {}

    static Headers.Builder headers(String requestId) {
        return new Headers.Builder().add(REQUEST_ID, requestId);
    }

    static HttpResponse of(int status, Headers.Builder headers, byte[] body) {
        return new HttpResponse(status, headers.build(), new HttpResponse.Bytes(body));
    }
}
