package io.penstock.wire.roundtrip;

import io.penstock.wire.Headers;
import io.penstock.wire.HttpRequest;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.RequestTarget;
import io.penstock.wire.WireFixture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;

/** An HTTP client of the SDK whose network is a method call into the dispatcher. */
final class LoopbackHttp implements SdkHttpClient {

    private final WireFixture wire;
    private @Nullable HttpRequest last;

    LoopbackHttp(WireFixture wire) {
        this.wire = wire;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                byte[] body = request.contentStreamProvider().isPresent()
                        ? readAll(request.contentStreamProvider().get())
                        : new byte[0];
                HttpRequest sent = request(request.httpRequest(), body);
                last = sent;
                HttpResponse response = wire.dispatch(sent);
                return HttpExecuteResponse.builder()
                        .response(head(response))
                        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body(response))))
                        .build();
            }

            @Override
            public void abort() {}
        };
    }

    /** The last request sent. */
    HttpRequest lastRequest() {
        return Objects.requireNonNull(last);
    }

    private static byte[] readAll(ContentStreamProvider content) throws IOException {
        try (var in = content.newStream()) {
            return in.readAllBytes();
        }
    }

    static HttpRequest request(SdkHttpRequest request, byte[] body) {
        Headers.Builder headers = new Headers.Builder();
        request.forEachHeader((name, values) -> values.forEach(value -> headers.add(name, value)));
        String path = request.encodedPath().isEmpty() ? "/" : request.encodedPath();
        return new HttpRequest(
                request.method().name(),
                new RequestTarget(
                        request.protocol(),
                        request.host() + ":" + request.port(),
                        path,
                        request.encodedQueryParameters().orElse(null)),
                headers.build(),
                body);
    }

    static SdkHttpFullResponse head(HttpResponse response) {
        SdkHttpFullResponse.Builder builder = SdkHttpFullResponse.builder().statusCode(response.status());
        response.headers().fields().forEach(field -> builder.appendHeader(field.name(), field.value()));
        return builder.build();
    }

    static byte[] body(HttpResponse response) {
        return switch (response.body()) {
            case HttpResponse.Bytes bytes -> bytes.content();
            case HttpResponse.Stream stream -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try {
                    stream.writer().writeTo(out);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                yield out.toByteArray();
            }
        };
    }

    @Override
    public void close() {}
}
