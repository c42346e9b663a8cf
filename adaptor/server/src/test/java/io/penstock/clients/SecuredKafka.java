package io.penstock.clients;

import io.penstock.broker.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Kafka that takes nobody without TLS and a password. Its certificate is made anew, signed by itself, and handed out as a file. */
final class SecuredKafka implements AutoCloseable {

    private static final String PASSWORD = "a pass phrase, with = and ;";
    private static final String STORE_PASSWORD = "of-the-key-store";

    private final Path directory;
    private final TestCluster brokers;

    private SecuredKafka(Path directory, TestCluster brokers) {
        this.directory = directory;
        this.brokers = brokers;
    }

    /** Starts one broker, with its keys in that directory. */
    static SecuredKafka start(Path directory) throws Exception {
        Path keys = directory.resolve("broker.p12");
        List<String> store = List.of(
                "-alias", "kafka", "-keystore", keys.toString(), "-storepass", STORE_PASSWORD, "-storetype", "PKCS12");
        keytool(
                store,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=kafka",
                "-ext",
                "SAN=IP:127.0.0.1",
                "-validity",
                "2");
        keytool(store, "-exportcert", "-rfc", "-file", certificate(directory).toString());
        return new SecuredKafka(
                directory,
                TestCluster.start(
                        1,
                        Map.ofEntries(
                                // The name of the listener of clients stays; what it speaks is told here.
                                Map.entry("listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT"),
                                Map.entry("sasl.enabled.mechanisms", "PLAIN"),
                                Map.entry("sasl.mechanism.inter.broker.protocol", "PLAIN"),
                                Map.entry(
                                        "listener.name.plaintext.plain.sasl.jaas.config",
                                        module("broker", PASSWORD) + " user_broker=" + quoted(PASSWORD)
                                                + " user_penstock=" + quoted(PASSWORD) + ";"),
                                Map.entry("ssl.keystore.type", "PKCS12"),
                                Map.entry("ssl.keystore.location", keys.toString()),
                                Map.entry("ssl.keystore.password", STORE_PASSWORD),
                                Map.entry("ssl.truststore.type", "PEM"),
                                Map.entry(
                                        "ssl.truststore.location",
                                        certificate(directory).toString()))));
    }

    String bootstrapServers() {
        return brokers.bootstrapServers();
    }

    /** What a client needs, but for the login. */
    Map<String, String> properties() {
        return Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "PLAIN",
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", certificate(directory).toString());
    }

    /** {@code sasl.jaas.config} of the user that there is. */
    static String login() {
        return login("penstock", PASSWORD);
    }

    static String login(String user, String password) {
        return module(user, password) + ";";
    }

    private static String module(String user, String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=" + quoted(user)
                + " password=" + quoted(password);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private static Path certificate(Path directory) {
        return directory.resolve("broker.pem");
    }

    private static void keytool(List<String> store, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        builder.command().addAll(List.of(command));
        builder.command().addAll(store);
        Process process = builder.inheritIO().start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("keytool failed: " + List.of(command));
        }
    }

    @Override
    public void close() {
        brokers.close();
    }
}
