package io.penstock.wire.boto;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpRequest;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.RequestTarget;
import io.penstock.wire.WireFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.Executors;

/** The JDK's HTTP server in front of a dispatcher, on a free port of the loopback interface. */
final class WireServer implements AutoCloseable {

    private final WireFixture wire;
    private final HttpServer server;

    WireServer(WireFixture wire) throws IOException {
        this.wire = wire;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        Headers.Builder headers = new Headers.Builder();
        exchange.getRequestHeaders().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        Headers received = headers.build();
        HttpResponse response = wire.dispatch(new HttpRequest(
                exchange.getRequestMethod().toUpperCase(Locale.ROOT),
                new RequestTarget(
                        "http",
                        received.first("Host").orElse(""),
                        exchange.getRequestURI().getRawPath(),
                        exchange.getRequestURI().getRawQuery()),
                received,
                exchange.getRequestBody().readAllBytes()));
        response.headers()
                .fields()
                .forEach(field -> exchange.getResponseHeaders().add(field.name(), field.value()));
        byte[] body = WireFixture.bytes(response);
        exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
