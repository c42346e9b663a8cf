package io.penstock.wire;

/**
 * A whole HTTP request, free of any server's API.
 *
 * @param method upper case, for example {@code POST}
 * @param target scheme, authority, path and query
 * @param headers the fields as received
 * @param body the body as received, so still compressed when {@code Content-Encoding} says so; never modified and never copied
 */
@SuppressWarnings(
        "ArrayRecordComponent") // a message body of up to megabytes: identity is never asked, copies would cost
public record HttpRequest(String method, RequestTarget target, Headers headers, byte[] body) {}
