package io.penstock.wire;

/**
 * The server as the caller addressed it, proxies included.
 *
 * @param baseUrl scheme, host and port without a trailing slash, for example {@code http://localhost:4566}
 * @param rawPath the path of the request, still percent-encoded; {@code /} for in-process calls
 */
public record Endpoint(String baseUrl, String rawPath) {}
