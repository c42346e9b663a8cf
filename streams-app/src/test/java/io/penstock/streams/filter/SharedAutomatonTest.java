package io.penstock.streams.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.streams.filter.PublishedMessage.Attribute;
import io.penstock.streams.filter.PublishedMessage.DataType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies share the states of an automaton; none may feel the others, neither while they come nor after they went. */
class SharedAutomatonTest {

    private static final int STEPS = 150;
    private static final int SUBSCRIPTIONS = 12;

    private static final List<String> CONDITIONS = List.of(
            "\"a\"",
            "\"ab\"",
            "1",
            "true",
            "null",
            "{\"prefix\": \"a\"}",
            "{\"suffix\": \"b\"}",
            "{\"equals-ignore-case\": \"AB\"}",
            "{\"anything-but\": [\"a\", \"b\"]}",
            "{\"anything-but\": {\"prefix\": \"a\"}}",
            "{\"anything-but\": 1}",
            "{\"numeric\": [\">\", 0, \"<=\", 2]}",
            "{\"numeric\": [\"=\", 1]}",
            "{\"cidr\": \"10.0.0.0/8\"}",
            "{\"exists\": true}",
            "{\"exists\": false}");

    private static final List<Attribute> VALUES = List.of(
            new Attribute(DataType.STRING, "a"),
            new Attribute(DataType.STRING, "ab"),
            new Attribute(DataType.STRING, "Ab"),
            new Attribute(DataType.STRING, "b"),
            new Attribute(DataType.STRING, "10.1.2.3"),
            new Attribute(DataType.NUMBER, "1"),
            new Attribute(DataType.NUMBER, "1.50"),
            new Attribute(DataType.NUMBER, "3"),
            new Attribute(DataType.STRING_ARRAY, "[\"a\", 1, true]"),
            new Attribute(DataType.STRING_ARRAY, "[null, \"b\"]"),
            new Attribute(DataType.STRING_ARRAY, "[]"),
            new Attribute(DataType.BINARY, "a"));

    private static final List<String> KEYS = List.of("k", "l", "m");

    @ParameterizedTest
    @ValueSource(longs = {1, 5, 9})
    void each_policy_takes_what_it_takes_when_it_is_alone(long seed) {
        Random random = new Random(seed);
        TopicFilters together = new TopicFilters();
        Map<String, TopicFilters> alone = new HashMap<>();
        for (int step = 0; step < STEPS; step++) {
            String subscription = "s" + random.nextInt(SUBSCRIPTIONS);
            if (random.nextInt(4) == 0) {
                together.remove(subscription);
                alone.remove(subscription);
            } else {
                FilterPolicy policy = policy(random);
                together.put(subscription, policy);
                TopicFilters one = new TopicFilters();
                one.put(subscription, policy);
                alone.put(subscription, one);
            }
            PublishedMessage message = new PublishedMessage(attributes(random), "");
            assertThat(together.accepting(message))
                    .as("seed %d, step %d, %s", seed, step, message)
                    .isEqualTo(accepting(alone, message));
        }
    }

    private static Set<String> accepting(Map<String, TopicFilters> alone, PublishedMessage message) {
        Set<String> accepting = new HashSet<>();
        for (TopicFilters one : alone.values()) {
            accepting.addAll(one.accepting(message));
        }
        return accepting;
    }

    private static FilterPolicy policy(Random random) {
        String first = key(random, "k");
        String second = key(random, "l");
        String text = switch (random.nextInt(4)) {
            case 0 -> "{" + first + "}";
            case 1 -> "{" + first + ", " + second + "}";
            case 2 -> "{\"$or\": [{" + first + "}, {" + second + "}]}";
            default -> "{" + key(random, "m") + ", \"$or\": [{" + first + "}, {" + second + "}]}";
        };
        return FilterPolicy.compile(text, FilterScope.MESSAGE_ATTRIBUTES, FilterFaults.ON_SET);
    }

    private static String key(Random random, String name) {
        String conditions = pick(random, CONDITIONS);
        if (random.nextBoolean()) {
            conditions += ", " + pick(random, CONDITIONS);
        }
        return "\"" + name + "\": [" + conditions + "]";
    }

    private static Map<String, Attribute> attributes(Random random) {
        Map<String, Attribute> attributes = new HashMap<>();
        for (String key : KEYS) {
            if (random.nextInt(4) > 0) {
                attributes.put(key, pick(random, VALUES));
            }
        }
        return attributes;
    }

    private static <T> T pick(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
