package io.penstock.server.edge;

import io.penstock.wire.Cancellation;
import io.penstock.wire.Headers;
import io.penstock.wire.RequestTarget;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;

/** A request of Jetty's. */
final class JettyExchange implements Exchange {

    private final Request request;
    private final BodyReader reader;
    private final Calls.Call call;
    private final RequestTarget target;
    private final Headers headers;

    JettyExchange(Request request, BodyReader reader, Calls.Call call) {
        this.request = request;
        this.reader = reader;
        this.call = call;
        this.target = target(request);
        this.headers = headers(request);
    }

    private static RequestTarget target(Request request) {
        HttpURI uri = request.getHttpURI();
        String host = request.getHeaders().get(HttpHeader.HOST);
        String authority = host != null && !host.isEmpty() ? host : uri.getAuthority();
        String path = uri.getPath();
        return new RequestTarget(
                request.isSecure() ? "https" : "http",
                authority == null ? "" : authority,
                path == null || path.isEmpty() || path.charAt(0) != '/' ? "/" : path,
                uri.getQuery());
    }

    private static Headers headers(Request request) {
        Headers.Builder headers = new Headers.Builder();
        boolean inflated = BodyReader.isGzip(request);
        for (HttpField field : request.getHeaders()) {
            if (inflated && field.getHeader() == HttpHeader.CONTENT_ENCODING) {
                continue;
            }
            String value = field.getValue();
            headers.add(field.getName(), value == null ? "" : value);
        }
        return headers.build();
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public RequestTarget target() {
        return target;
    }

    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public byte[] body() throws InterruptedException {
        byte[] body = reader.read();
        call.bodyRead();
        return body;
    }

    @Override
    public Cancellation cancellation() {
        return call.cancellation();
    }
}
