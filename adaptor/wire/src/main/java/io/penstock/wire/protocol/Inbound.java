package io.penstock.wire.protocol;

import io.penstock.wire.Endpoint;
import io.penstock.wire.Headers;
import io.penstock.wire.codec.QueryParameters;
import java.util.Map;

/**
 * A request that has been routed, its body inflated and its parameters read.
 *
 * @param headers the fields as received
 * @param endpoint the server as the caller addressed it, and the path
 * @param parameters of the query string and, in the query protocol, of the form
 * @param labels raw values of the path's labels, by name; REST only
 * @param body the inflated body
 */
public record Inbound(
        Headers headers, Endpoint endpoint, QueryParameters parameters, Map<String, String> labels, byte[] body) {}
