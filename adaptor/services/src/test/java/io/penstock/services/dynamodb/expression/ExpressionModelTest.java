package io.penstock.services.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.item.ByteSink;
import io.penstock.services.dynamodb.item.ByteSource;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.SdkValues;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Random expressions on random items against a naive model that shares no code. {@code -Dpenstock.seed=N} repeats one case. */
class ExpressionModelTest {

    private static final int CASES = 5_000;
    private static final Item KEY = Given.item("{'pk':{'S':'k'}}");

    private static LongStream seeds() {
        Long seed = Long.getLong("penstock.seed");
        return seed == null ? LongStream.range(0, CASES) : LongStream.of(seed);
    }

    @Test
    void random_conditions_hold_for_the_items_that_the_model_says() {
        long[] held = new long[2];
        seeds().forEach(seed -> {
            PlainValues values = new PlainValues(new SplittableRandom(seed));
            RandomConditions conditions = new RandomConditions(values);
            RandomConditions.Both both = conditions.condition(3);
            Condition read = Expressions.of(null, placeholders(conditions.placeholders()))
                    .condition(both.text());
            Condition sent = sent(read);
            assertThat(sent).isEqualTo(read);
            for (int i = 0; i < 5; i++) {
                Map<String, Object> plain = values.item();
                Item item = SdkValues.item(Plain.toSdkMap(plain));
                boolean expected = both.meaning().test(plain);
                assertThat(sent.holds(item))
                        .as("seed %s: %s with %s on %s", seed, both.text(), conditions.placeholders(), item)
                        .isEqualTo(expected);
                held[expected ? 1 : 0]++;
            }
        });
        if (Long.getLong("penstock.seed") == null) {
            assertThat(Math.min(held[0], held[1]))
                    .as("both answers are met often")
                    .isGreaterThan(CASES);
        }
    }

    @Test
    void random_updates_do_to_items_what_the_model_says() {
        int[] outcomes = new int[2];
        seeds().forEach(seed -> {
            PlainValues values = new PlainValues(new SplittableRandom(seed));
            RandomUpdates updates = new RandomUpdates(values);
            Update read =
                    Expressions.of(null, placeholders(updates.placeholders())).update(updates.text());
            Update sent = sent(read);
            assertThat(sent).isEqualTo(read);
            for (int i = 0; i < 5; i++) {
                Map<String, Object> plain = i == 4 ? Map.of() : values.item();
                if (!plain.isEmpty()) {
                    plain.put("pk", "k");
                }
                Item item = SdkValues.item(Plain.toSdkMap(plain));
                Item expected = expected(updates, plain);
                outcomes[expected.isEmpty() ? 0 : 1]++;
                assertThat(applied(sent, item))
                        .as("seed %s: %s with %s on %s", seed, updates.text(), updates.placeholders(), item)
                        .isEqualTo(expected);
            }
        });
        if (Long.getLong("penstock.seed") == null) {
            assertThat(Math.min(outcomes[0], outcomes[1]))
                    .as("both outcomes are met often")
                    .isGreaterThan(CASES / 2);
        }
    }

    /** Empty when the model refuses, or makes no item. */
    private static Item expected(RandomUpdates updates, Map<String, Object> plain) {
        try {
            return SdkValues.item(Plain.toSdkMap(updates.apply(plain, Map.of("pk", "k"))));
        } catch (RandomUpdates.Refused | FaultException e) {
            return Item.EMPTY;
        }
    }

    private static Item applied(Update update, Item item) {
        try {
            return update.apply(item, KEY);
        } catch (FaultException e) {
            return Item.EMPTY;
        }
    }

    private static Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> placeholders(
            Map<String, Object> plain) {
        return plain.isEmpty() ? null : Plain.toSdkMap(plain);
    }

    private static Condition sent(Condition condition) {
        ByteSink to = new ByteSink(64);
        ConditionCodec.write(to, condition);
        ByteSource from = new ByteSource(to.toArray());
        Condition read = ConditionCodec.condition(from);
        from.end();
        return read;
    }

    private static Update sent(Update update) {
        ByteSink to = new ByteSink(64);
        UpdateCodec.write(to, update);
        ByteSource from = new ByteSource(to.toArray());
        Update read = UpdateCodec.read(from);
        from.end();
        return read;
    }
}
