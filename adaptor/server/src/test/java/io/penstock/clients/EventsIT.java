package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.InvalidEventPatternException;

/** Event patterns over HTTP, with the SDK for Java v2 and the aws CLI. */
@ExtendWith(SharedServer.class)
final class EventsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String EVENT = """
            {"version": "0", "id": "1", "detail-type": "Order", "source": "com.shop", "account": "000000000000",
             "time": "2026-01-01T00:00:00Z", "region": "us-east-1", "resources": [], "detail": {"total": 12.5}}""";

    private final TestServer server;
    private final EventBridgeClient events;

    @TempDir
    private Path directory;

    EventsIT(TestServer server) {
        this.server = server;
        this.events = Sdk.events(server.endpoint());
    }

    @AfterEach
    void close() {
        events.close();
    }

    private boolean matches(String pattern) {
        return events.testEventPattern(test -> test.eventPattern(pattern).event(EVENT))
                .result();
    }

    @Test
    void patterns_are_tested_and_refused_in_the_words_of_aws() {
        assertThat(matches("{\"detail\": {\"total\": [{\"numeric\": [\">\", 12]}]}}"))
                .isTrue();
        assertThat(matches("{\"detail\": {\"total\": [{\"numeric\": [\">\", 13]}]}}"))
                .isFalse();
        assertThatThrownBy(() -> matches("{\"source\": \"com.shop\"}"))
                .isInstanceOf(InvalidEventPatternException.class)
                .hasMessageContaining("Event pattern is not valid. Reason: \"source\" must be an object or an array");
        assertThatThrownBy(() -> events.testEventPattern(
                        test -> test.eventPattern("{\"source\": [\"a\"]}").event("{}")))
                .isInstanceOf(EventBridgeException.class)
                .hasMessageContaining("Parameter Event is not valid.");
    }

    @Test
    void what_is_not_here_is_refused_by_name() {
        assertThatThrownBy(() -> events.putRule(put -> put.name("r").eventPattern("{\"source\": [\"a\"]}")))
                .isInstanceOfSatisfying(
                        EventBridgeException.class,
                        refused -> assertThat(refused.awsErrorDetails().errorCode())
                                .isEqualTo("UnknownOperationException"));
    }

    @Test
    void the_aws_cli_tests_a_pattern() {
        Program aws = new Program(directory).with(server);
        aws.assumeInstalled("the aws CLI", "aws", "--version");
        // With the endpoint as an option: version 1 of the CLI ignores AWS_ENDPOINT_URL.
        String answer = aws.run(
                        LIMIT,
                        "aws",
                        "--endpoint-url",
                        server.endpoint().toString(),
                        "events",
                        "test-event-pattern",
                        "--event-pattern",
                        "{\"source\": [{\"prefix\": \"com.\"}]}",
                        "--event",
                        EVENT)
                .succeeded();
        assertThat(answer).contains("\"Result\": true");
    }
}
