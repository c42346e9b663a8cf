package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** EventBridge as boto3 speaks it. */
@ExtendWith(SharedServer.class)
class EventsScriptedIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    @Test
    void boto3_works_unchanged_and_is_refused_in_the_words_of_aws(TestServer server) {
        Program python = new Program(directory).with(server);
        String output = python.run(
                        LIMIT, "python3", python.resource("boto3_events.py").toString())
                .succeeded();
        assertThat(output.lines())
                .containsExactly(
                        "ok bus",
                        "ok policy",
                        "ok tags",
                        "ok schedules",
                        "ok pages",
                        "ok targets",
                        "ok scheduler",
                        "ok partner",
                        "ok api destinations",
                        "ok deleted");
    }
}
