package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** SNS as boto3 speaks it, by the query protocol. */
@ExtendWith(SharedServer.class)
class SnsScriptedIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void boto3_works_unchanged_and_is_refused_in_the_words_of_aws(TestServer server) {
        Program python = new Program(directory).with(server);
        String output = python.run(
                        LIMIT, "python3", python.resource("boto3_sns.py").toString())
                .succeeded();
        assertThat(output.lines())
                .containsExactly(
                        "ok topic",
                        "ok subscription",
                        "ok publish",
                        "ok batch",
                        "ok errors",
                        "ok fifo",
                        "ok replay",
                        "ok deleted");
    }
}
