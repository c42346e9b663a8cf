package io.penstock.streams.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.kernel.fault.FaultException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Patterns, details of events, and whether they match, from AWS's pages; patterns that AWS does not take. */
class EventPatternTest {

    private static boolean matches(String pattern, String detail) {
        return EventPattern.compile(pattern).matches(SampleEvent.parse(event(detail)));
    }

    private static String event(String detail) {
        return """
                {"version": "0", "id": "6a7e8feb", "detail-type": "State-change", "source": "com.shop", "account": "111122223333",
                 "time": "2017-12-22T18:43:48Z", "region": "us-west-1", "resources": ["arn:a", "arn:b"], "detail": %s}""".formatted(detail);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "patterns.txt", delimiter = '|', quoteCharacter = '\0', maxCharsPerColumn = 10_000)
    void a_pattern_matches_what_aws_says_it_does(String pattern, String detail, boolean matched) {
        assertThat(matches(pattern, detail)).isEqualTo(matched);
    }

    @ParameterizedTest
    @CsvFileSource(
            resources = "refused-patterns.txt",
            delimiter = '|',
            quoteCharacter = '\0',
            maxCharsPerColumn = 10_000)
    void a_pattern_that_aws_does_not_take_is_refused_with_its_reason(String pattern, String reason) {
        FaultException refused = catchThrowableOfType(FaultException.class, () -> EventPattern.compile(pattern));
        assertThat(refused).as("refusal").isNotNull();
        assertThat(refused.fault().shape()).isEqualTo("InvalidEventPatternException");
        assertThat(refused.getMessage().lines().findFirst()).contains("Event pattern is not valid. Reason: " + reason);
    }

    @Test
    void the_place_of_the_error_is_told_as_aws_tells_it() {
        assertThatThrownBy(() -> EventPattern.compile("{\"detail\":\n {\"slug\": \"x\"}}"))
                .hasMessage("Event pattern is not valid. Reason: \"slug\" must be an object or an array\n"
                        + " at [Source: (String)\"{\"detail\":\n {\"slug\": \"x\"}}\"; line: 2, column: 12]");
    }

    @Test
    void alternatives_combine_up_to_1000() {
        assertThatCode(() -> EventPattern.compile("{" + alternatives(9) + "}")).doesNotThrowAnyException();
        assertThatThrownBy(() -> EventPattern.compile("{" + alternatives(10) + "}"))
                .hasMessageContaining("Rule is too complex");
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> EventPattern.compile("{" + alternatives(60) + "}"))
                        .hasMessageContaining("Rule is too complex"));
    }

    /** As many pairs of alternatives, each below a key of its own. */
    private static String alternatives(int pairs) {
        return IntStream.range(0, pairs)
                .mapToObj(i -> "\"k" + i + "\": {\"$or\": [{\"a\": [1]}, {\"b\": [1]}]}")
                .collect(Collectors.joining(", "));
    }

    @Test
    void wildcards_have_a_bounded_complexity() {
        assertThatCode(() -> EventPattern.compile(stacks("a", "b", "c"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> EventPattern.compile(stacks("a", "b", "c", "d")))
                .hasMessageContaining("Rule is too complex");
        String many = IntStream.range(0, 60)
                .mapToObj(i -> "{\"wildcard\": \"*a*a*a*a" + i + "*\"}")
                .collect(Collectors.joining(", "));
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> EventPattern.compile("{\"a\": [" + many + "]}"))
                        .hasMessage("Event pattern is not valid. Reason: Rule is too complex - try using fewer wildcard"
                                + " characters or fewer repeating character sequences after a wildcard character"));
    }

    private static String stacks(String... names) {
        return Arrays.stream(names)
                .map(name -> "{\"wildcard\": \"*:stack/" + name + "/*\"}")
                .collect(Collectors.joining(", ", "{\"a\": [", "]}"));
    }

    @Test
    void an_event_must_have_what_every_event_has() {
        for (String broken : new String[] {
            "",
            "{",
            "[]",
            "\"text\"",
            "{}",
            event("{}") + "x",
            event("{}").replace("\"id\"", "\"no\""),
            event("{\"a\": 1e99999999999}")
        }) {
            assertThatThrownBy(() -> SampleEvent.parse(broken))
                    .as(broken)
                    .isInstanceOf(FaultException.class)
                    .hasMessage("Parameter Event is not valid.");
        }
        assertThatCode(() -> SampleEvent.parse(event("{}").replace("\"resources\"", "\"no\"")))
                .doesNotThrowAnyException();
    }

    /** On a stack as threads have it. */
    @Test
    void an_event_of_a_thousand_levels_is_matched() throws InterruptedException {
        String detail = "{\"a\":".repeat(999) + "1" + "}".repeat(999);
        AtomicReference<Object> outcome = new AtomicReference<>("nothing");
        Runnable match = () -> {
            try {
                outcome.set(EventPattern.compile("{\"source\": [{\"exists\": true}]}")
                        .matches(SampleEvent.parse(event(detail))));
            } catch (RuntimeException | StackOverflowError e) {
                outcome.set(e);
            }
        };
        Thread thread = new Thread(null, match, "matching", 1 << 20);
        thread.start();
        thread.join();
        assertThat(outcome.get()).isEqualTo(true);
    }

    @Test
    void an_event_with_very_long_lists_is_refused_because_it_would_hold_others_up() {
        String list = IntStream.range(0, 2_000).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertThatCode(() -> SampleEvent.parse(event("{\"a\": [" + list + "]}")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> SampleEvent.parse(event("{\"a\": [" + list + "], \"b\": [[" + list + "]]}")))
                .hasMessageContaining("4000 elements");
    }
}
