package io.penstock.streams.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns that come and go in one automaton, held against each alone. */
class PatternSetTest {

    private static final List<String> CONDITIONS = List.of(
            "\"x\"",
            "{\"prefix\": \"x\"}",
            "{\"anything-but\": \"x\"}",
            "{\"exists\": false}",
            "{\"wildcard\": \"*y\"}",
            "5");

    private static final List<String> VALUES = List.of("\"x\"", "\"xy\"", "\"z\"", "5", "null", "[\"x\", \"z\"]");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void the_automaton_finds_those_that_take_an_event_alone(long seed) throws Exception {
        Random random = new Random(seed);
        PatternSet set = new PatternSet();
        Map<String, EventPattern> model = new HashMap<>();
        for (int step = 0; step < 1_500; step++) {
            String name = "p" + step;
            EventPattern pattern = EventPattern.compile(
                    "{\"a\": [" + pick(random, CONDITIONS) + "], \"b\": [" + pick(random, CONDITIONS) + "]}");
            set.add(name, pattern);
            model.put(name, pattern);
            if (model.size() > 20) {
                String gone = model.keySet().iterator().next();
                set.remove(gone);
                model.remove(gone);
            }
            if (step % 25 == 0) {
                check(random, set, model);
            }
        }
    }

    private static void check(Random random, PatternSet set, Map<String, EventPattern> model) throws Exception {
        JsonNode event = new ObjectMapper()
                .readTree("{\"a\": " + pick(random, VALUES) + ", \"b\": " + pick(random, VALUES) + "}");
        Set<String> expected = new HashSet<>();
        model.forEach((name, pattern) -> {
            if (pattern.matches(new SampleEvent(event))) {
                expected.add(name);
            }
        });
        assertThat(set.matching(event)).isEqualTo(expected);
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
