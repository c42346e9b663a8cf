package io.penstock.server;

import io.penstock.server.logging.Logging;
import io.penstock.server.settings.Settings;
import io.penstock.server.settings.SettingsLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A short life on temporary data and free ports, so that the JDK's AOT cache knows the classes of a start and of requests, and which methods are hot under load. */
final class Training {

    private static final int ROUNDS = 20;

    private Training() {}

    static void run() throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("penstock-train");
        try {
            Settings settings = new SettingsLoader(Map.of())
                    .commandLine(Map.of(
                            "http.port",
                            "0",
                            "management.port",
                            "0",
                            "data-dir",
                            data.toString(),
                            "logging.access",
                            "false"))
                    .load();
            Logging.configure(settings);
            try (Penstock penstock = Penstock.start(settings)) {
                exercise(penstock);
            }
        } finally {
            delete(data);
        }
    }

    private static void exercise(Penstock penstock) throws IOException, InterruptedException {
        String queue = "http://localhost:" + penstock.port() + "/000000000000/training";
        List<String> actions = List.of(
                "{\"QueueName\":\"training\"}|CreateQueue",
                "{\"QueueUrl\":\"" + queue + "\",\"MessageBody\":\"hello\"}|SendMessage",
                "{\"QueueUrl\":\"" + queue + "\",\"MaxNumberOfMessages\":10}|ReceiveMessage");
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int round = 0; round < ROUNDS; round++) {
                for (String action : actions) {
                    String[] parts = action.split("\\|", 2);
                    send(client, json(penstock, parts[1], parts[0]));
                }
                send(client, query(penstock, "Action=ListQueues&Version=2012-11-05"));
            }
            new TrainingLoad(client, URI.create("http://localhost:" + penstock.port() + "/"), authorization()).run();
            send(
                    client,
                    HttpRequest.newBuilder(URI.create("http://localhost:" + penstock.port() + "/_localstack/health")));
            send(
                    client,
                    HttpRequest.newBuilder(URI.create("http://localhost:" + penstock.managementPort() + "/readyz")));
        }
    }

    private static HttpRequest.Builder json(Penstock penstock, String operation, String body) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + penstock.port() + "/"))
                .header("Content-Type", "application/x-amz-json-1.0")
                .header("X-Amz-Target", "AmazonSQS." + operation)
                .header("Authorization", authorization())
                .POST(BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder query(Penstock penstock, String body) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + penstock.port() + "/"))
                .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                .header("Authorization", authorization())
                .POST(BodyPublishers.ofString(body));
    }

    private static String authorization() {
        return "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0";
    }

    /** The answer does not matter: a refusal exercises as much code. */
    private static void send(HttpClient client, HttpRequest.Builder request) throws IOException, InterruptedException {
        client.send(request.build(), BodyHandlers.discarding());
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
