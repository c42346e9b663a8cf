package io.penstock.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Servers as their users start them. */
final class Servers {

    private static final String ENDPOINT = "export AWS_ENDPOINT_URL=";
    private static final String KAFKA = "  Kafka ";

    private Servers() {}

    /** {@code ./penstock serve} of this checkout, with a heap and a data directory of our choice and everything else as it comes. */
    static Target penstock(Path root, Path data, String flags) throws IOException {
        ProcessBuilder command = new ProcessBuilder(
                root.resolve("penstock").toString(),
                "serve",
                "--port",
                "0",
                "--management-port",
                "0",
                "--data-dir",
                data.toString());
        command.environment().put("PENSTOCK_JAVA_OPTS", flags);
        Map<String, String> said = new ConcurrentHashMap<>();
        return Target.launch(command, line -> {
            if (line.startsWith(KAFKA)) {
                said.put(KAFKA, line.substring(KAFKA.length()).trim());
            }
            return line.strip().startsWith(ENDPOINT)
                    ? Optional.of(
                            new Target.Place(line.strip().substring(ENDPOINT.length()), said.getOrDefault(KAFKA, "")))
                    : Optional.empty();
        });
    }

    /** ElasticMQ's server with the collector and every setting that its documented {@code java -jar} has, a heap of our choice and free ports. */
    static Target elasticMq(String classPath, String heap) throws IOException {
        int port = freePort();
        ProcessBuilder command = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-Drest-sqs.bind-hostname=127.0.0.1",
                "-Drest-sqs.bind-port=" + port,
                "-Dnode-address.port=" + port,
                "-Drest-stats.bind-hostname=127.0.0.1",
                "-Drest-stats.bind-port=" + freePort(),
                "-cp",
                classPath,
                "org.elasticmq.server.Main"));
        return Target.launch(
                command,
                line -> line.contains("=== ElasticMQ server") && line.contains("started")
                        ? Optional.of(new Target.Place("http://127.0.0.1:" + port, ""))
                        : Optional.empty());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
