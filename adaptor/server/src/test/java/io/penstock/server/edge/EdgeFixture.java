package io.penstock.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.settings.HttpSettings;
import io.penstock.server.settings.Settings;
import io.penstock.server.settings.SettingsLoader;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/** An edge on a free port whose pipeline ends in a handler of the test. */
final class EdgeFixture implements AutoCloseable {

    final Edge edge;
    final List<Integer> malformed = new CopyOnWriteArrayList<>();

    EdgeFixture(Path dataDir, Map<String, String> settings, Pipeline.Stage handler) {
        Map<String, String> values = new HashMap<>(settings);
        values.put("http.port", "0");
        values.put("data-dir", dataDir.toString());
        Settings loaded = new SettingsLoader(Map.of()).commandLine(values).load();
        HttpSettings http = loaded.http();
        RandomGenerator random = new SplittableRandom(1);
        Refusals refusals = new Refusals(random);
        Pipeline pipeline = new Pipeline(List.of(Stages.admission(http.maxRequests()), handler), refusals);
        edge = Edge.start(
                http,
                loaded.tls(),
                dataDir,
                new Edge.Parts(pipeline, refusals, (status, request) -> malformed.add(status)));
    }

    /** Beforehand, for tests whose patience is shorter than it takes. */
    static void makeCertificate(Path dataDir) {
        assertThat(new SelfSignedKeyManager(dataDir.resolve("tls")).getPrivateKey("edge"))
                .isNotNull();
    }

    /** Answers with what the request was. */
    static HttpResponse echo(Exchange exchange) throws InterruptedException {
        byte[] body = exchange.body();
        String text = exchange.method() + " " + exchange.target().scheme() + " "
                + exchange.target().authority() + " " + exchange.target().rawPath() + " " + body.length + "\n"
                + new String(body, StandardCharsets.UTF_8);
        return text(200, text);
    }

    static HttpResponse text(int status, String text) {
        return new HttpResponse(
                status,
                Headers.of("Content-Type", "text/plain"),
                new HttpResponse.Bytes(text.getBytes(StandardCharsets.UTF_8)));
    }

    int port() {
        return edge.port();
    }

    RawClient connect() throws IOException {
        return new RawClient(port());
    }

    @Override
    public void close() {
        edge.close();
    }
}
