package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A node on a Kafka that wants TLS and a password: every client that it makes has the user's properties, those of the topologies included. */
@Timeout(300)
final class SecuredKafkaIT {

    @TempDir
    private static Path keys;

    private static SecuredKafka kafka;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startKafka() throws Exception {
        kafka = SecuredKafka.start(keys);
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void nobody_gets_in_with_another_password() {
        Map<String, Object> properties = new HashMap<>(kafka.properties());
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        properties.put("sasl.jaas.config", SecuredKafka.login("penstock", "guessed"));

        try (Admin admin = Admin.create(properties)) {
            assertThatThrownBy(() -> admin.listTopics().names().get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
    }

    @Test
    void a_node_serves_and_fans_out_with_the_properties_of_its_file() throws IOException {
        try (ServerProcess node = start("alone.", "streams.enabled=true");
                SqsClient sqs = Sdk.sync(node.endpoint())) {
            String url = sqs.createQueue(create -> create.queueName("letters")).queueUrl();
            sqs.sendMessage(send -> send.queueUrl(url).messageBody("sealed"));

            assertThat(sqs.receiveMessage(receive -> receive.queueUrl(url).waitTimeSeconds(20))
                            .messages())
                    .singleElement()
                    .satisfies(message -> assertThat(message.body()).isEqualTo("sealed"));
            fanOut(node);
        }
    }

    @Test
    void topologies_in_a_process_of_their_own_get_in_with_the_properties_of_their_arguments() throws IOException {
        String[] arguments = {
            "topic.prefix=beside.",
            "kafka.sasl.jaas.config=" + SecuredKafka.login(),
            "kafka.security.protocol=SASL_SSL",
            "kafka.sasl.mechanism=PLAIN",
            "kafka.ssl.truststore.type=PEM",
            "kafka.ssl.truststore.location=" + kafka.properties().get("ssl.truststore.location")
        };
        try (ServerProcess node = start("beside.", "streams.enabled=false");
                StreamsProcess streams =
                        StreamsProcess.start(kafka.bootstrapServers(), directory.resolve("streams"), arguments)) {
            fanOut(node);
            assertThat(streams.process().isAlive()).isTrue();
        }
    }

    /** As the page of the configuration says: properties in the file, the login in a file of its own. */
    private static ServerProcess start(String prefix, String streams) throws IOException {
        Path place = Files.createTempDirectory(keys, "node");
        Path login = Files.writeString(place.resolve("jaas"), SecuredKafka.login() + "\n");
        String properties = kafka.properties().entrySet().stream()
                .map(property -> "  " + property.getKey() + ": " + property.getValue() + "\n")
                .collect(Collectors.joining());
        Path config = Files.writeString(place.resolve("penstock.yaml"), """
                topics:
                  prefix: %s
                kafka:
                  sasl.jaas.config-file: %s
                """.formatted(prefix, login) + properties);
        String[] options = Stream.concat(
                        Stream.of("--config", config.toString()), Stream.of(ServerProcess.onOneBroker(streams)))
                .toArray(String[]::new);
        return ServerProcess.startNode(kafka.bootstrapServers(), place.resolve("data"), options);
    }

    /** Through SNS and through EventBridge. */
    private static void fanOut(ServerProcess node) {
        FanOutLoad load = FanOutLoad.prepare(node.endpoint());
        try (SnsClient sns = Sdk.sns(node.endpoint());
                EventBridgeClient events = Sdk.events(node.endpoint());
                SqsClient sqs = Sdk.sync(node.endpoint())) {
            load.publish(sns);
            load.put(events);
            load.awaitDelivery(sqs);
        }
        assertThat(load.acknowledged).hasSize(20);
    }
}
