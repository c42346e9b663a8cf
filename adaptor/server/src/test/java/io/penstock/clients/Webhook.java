package io.penstock.clients;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;

/** An HTTP server that notes what is posted to it and answers as it is told. */
final class Webhook implements AutoCloseable {

    /** What was posted. */
    record Request(String path, com.sun.net.httpserver.Headers headers, String body, long nanos) {

        String header(String name) {
            return String.valueOf(headers.getFirst(name));
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    final Collection<Request> requests = new ConcurrentLinkedQueue<>();

    /** What an answer with the status 401 asks for. */
    volatile String challenge = "Basic realm=\"test\"";

    /** The status of the answer. */
    volatile ToIntFunction<Request> answer = request -> 200;

    Webhook() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Request request = new Request(
                    exchange.getRequestURI().toString(), exchange.getRequestHeaders(), body, System.nanoTime());
            int status = answer.applyAsInt(request);
            requests.add(request);
            if (status == 401) {
                exchange.getResponseHeaders().add("WWW-Authenticate", challenge);
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    /** What a path got. */
    List<Request> of(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).toList();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
