package io.penstock.wire.dispatch;

import io.penstock.wire.HttpRequest;
import io.penstock.wire.model.Protocol;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells the protocol of a request from its outside, before anything in it is read: even a malformed request is answered in its protocol. */
final class Sniffer {

    private Sniffer() {}

    static Protocol protocol(HttpRequest request) {
        String type = request.headers().first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (request.headers()
                .first("smithy-protocol")
                .filter("rpc-v2-cbor"::equals)
                .isPresent()) {
            return Protocol.RPC_V2_CBOR;
        }
        if (request.headers().first("X-Amz-Target").isPresent()) {
            return type.startsWith("application/x-amz-cbor") ? Protocol.CBOR_1_1 : Protocol.JSON;
        }
        if (type.startsWith("application/x-amz-cbor")) {
            return Protocol.CBOR_1_1;
        }
        if (type.startsWith("application/x-amz-json")) {
            return Protocol.JSON;
        }
        if (type.startsWith("application/x-www-form-urlencoded")
                || hasAction(request.target().rawQuery())
                || looksAtQueue(request)) {
            return Protocol.QUERY;
        }
        return Protocol.REST_JSON;
    }

    private static boolean hasAction(@Nullable String rawQuery) {
        return rawQuery != null && (rawQuery.startsWith("Action=") || rawQuery.contains("&Action="));
    }

    /** With a browser, say. */
    private static boolean looksAtQueue(HttpRequest request) {
        return request.method().equals("GET")
                && request.headers().first("Authorization").isEmpty()
                && Router.isQueuePath(request.target());
    }
}
