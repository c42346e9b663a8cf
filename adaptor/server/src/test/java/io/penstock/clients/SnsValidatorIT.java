package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sns.SnsClient;

/** Signatures and certificates as the validator takes them that AWS publishes for Node.js. */
@ExtendWith(SharedServer.class)
final class SnsValidatorIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    @Test
    void messages_of_both_versions_are_valid_and_changed_ones_are_not(TestServer server) throws Exception {
        Program node = new Program(directory);
        node.assumeInstalled("Node.js", "node", "--version");
        node.assumeInstalled("npm", "npm", "--version");
        Program.Ended installed = node.run(
                LIMIT,
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--no-package-lock",
                "--ignore-scripts",
                "sns-validator@0.3.5");
        assumeTrue(
                installed.code() == 0,
                () -> "sns-validator cannot be installed by npm here, its test is skipped: " + installed.output());
        StringBuilder lines = new StringBuilder();
        for (String version : List.of("1", "2")) {
            for (JsonNode message : messages(server, version)) {
                lines.append(message).append('\n');
                ((ObjectNode) message).put("Message", message.path("Message").asText() + "!");
                lines.append(message).append('\n');
            }
        }
        Files.writeString(directory.resolve("messages"), lines);
        // The server's certificate is its own; which certificate signs is what the validator finds out.
        String output = node.with("NODE_TLS_REJECT_UNAUTHORIZED", "0")
                .with("NODE_NO_WARNINGS", "1")
                .run(LIMIT, "node", node.resource("sns_validator.cjs").toString(), "messages")
                .succeeded();
        assertThat(output.lines())
                .containsExactly(
                        "valid: SubscriptionConfirmation 1",
                        "refused: The message signature is invalid.",
                        "valid: Notification 1",
                        "refused: The message signature is invalid.",
                        "valid: SubscriptionConfirmation 2",
                        "refused: The message signature is invalid.",
                        "valid: Notification 2",
                        "refused: The message signature is invalid.");
    }

    /** A confirmation and a notification, as a webhook gets them. */
    private static List<JsonNode> messages(TestServer server, String version) throws Exception {
        try (Webhook hook = new Webhook();
                SnsClient sns = Sdk.snsOverTls(server.endpoint())) {
            String topic = sns.createTopic(create -> create.name("validated-" + version))
                    .topicArn();
            sns.setTopicAttributes(
                    set -> set.topicArn(topic).attributeName("SignatureVersion").attributeValue(version));
            sns.subscribe(
                    subscribe -> subscribe.topicArn(topic).protocol("http").endpoint(hook.url("/a")));
            await().atMost(LIMIT).until(() -> !hook.of("/a").isEmpty());
            JsonNode asked = JSON.readTree(hook.of("/a").getFirst().body());
            sns.confirmSubscription(
                    confirm -> confirm.topicArn(topic).token(asked.path("Token").asText()));
            sns.publish(
                    publish -> publish.topicArn(topic).subject("sn\u00f6w").message("h\u00e9llo \u2603\n\"quoted\""));
            await().atMost(LIMIT).until(() -> hook.of("/a").size() > 1);
            return List.of(asked, JSON.readTree(hook.of("/a").get(1).body()));
        }
    }
}
