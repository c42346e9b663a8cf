package io.penstock.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StreamsArgumentsTest {

    @Test
    void what_is_not_said_has_a_default() {
        StreamsArguments arguments = StreamsArguments.parse("bootstrap.servers=a:1,b:2", "state.dir=/somewhere");
        assertThat(arguments.kafka().bootstrapServers()).isEqualTo("a:1,b:2");
        assertThat(arguments.kafka().properties()).isEmpty();
        assertThat(arguments.stateDir()).isEqualTo(Path.of("/somewhere"));
        assertThat(arguments.topicPrefix()).isEmpty();
        assertThat(arguments.endpoint()).isEqualTo("http://localhost:4566");
        assertThat(arguments.topologies()).containsExactly("sns", "events");
    }

    @Test
    void everything_can_be_said() {
        StreamsArguments arguments = StreamsArguments.parse(
                "topologies=events",
                "topic.prefix=test.",
                "endpoint=https://aws.example.com",
                "kafka.sasl.jaas.config=module required user=\"u\";",
                "bootstrap.servers=a:1",
                "state.dir=x");
        assertThat(arguments.topicPrefix()).isEqualTo("test.");
        assertThat(arguments.endpoint()).isEqualTo("https://aws.example.com");
        assertThat(arguments.topologies()).containsExactly("events");
        assertThat(arguments.kafka().properties()).isEqualTo(Map.of("sasl.jaas.config", "module required user=\"u\";"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bootstrap.servers=a:1 | the argument state.dir=... is missing
            state.dir=x | the argument bootstrap.servers=... is missing
            bootstrap.server=a:1 | not an argument: bootstrap.server=a:1.
            state.dir | not an argument: state.dir.
            state.dir= | not an argument: state.dir=.
            topologies=sns,kinesis | there are sns, events
            """)
    void what_is_wrong_is_refused_by_name(String argument, String words) {
        String[] arguments = argument.startsWith("topologies")
                ? new String[] {"bootstrap.servers=a:1", "state.dir=x", argument}
                : new String[] {argument};
        assertThatThrownBy(() -> StreamsArguments.parse(arguments))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }
}
