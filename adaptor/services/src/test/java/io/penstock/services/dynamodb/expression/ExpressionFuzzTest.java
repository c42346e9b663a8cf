package io.penstock.services.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.penstock.kernel.fault.FaultException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Whatever a caller writes is read or refused with a ValidationException, quickly and on a small stack. */
class ExpressionFuzzTest {

    private static final String[] WORDS = {
        "a",
        "b",
        "#n",
        ":v",
        ":w",
        "SET",
        "REMOVE",
        "ADD",
        "DELETE",
        "AND",
        "OR",
        "NOT",
        "BETWEEN",
        "IN",
        "(",
        ")",
        "[",
        "]",
        ",",
        ".",
        "=",
        "<>",
        "<",
        "<=",
        "+",
        "-",
        "0",
        "17",
        "99999999999",
        "size",
        "contains",
        "begins_with",
        "attribute_exists",
        "attribute_type",
        "if_not_exists",
        "list_append",
        "f",
        "name",
        "_",
        "#",
        ":",
        "\u00e9",
        "\ud83d\ude00",
        "\ud800",
        "'",
        "\0",
        "\n"
    };

    private static final List<String> VALID = List.of(
            "a = :v AND NOT (b < :w OR contains(a, :v)) AND #n BETWEEN :w AND :w",
            "a IN (:v, :w) OR attribute_exists(a.b[0].#n) AND size(b) > :w",
            "SET a = if_not_exists(b, :w) + :w, b[1].#n = list_append(#n, a) REMOVE a.b, #n[0] ADD f :w",
            "a, b.#n[0], b.f[17]");

    private static final Map<String, AttributeValue> VALUES = Given.values("v", "{'S':'x'}", "w", "{'N':'1'}");

    private static void read(String text) {
        List<Consumer<Expressions>> readings = List.of(
                expressions -> expressions.condition(text),
                expressions -> expressions.filter(text),
                expressions -> expressions.keyCondition(text),
                expressions -> expressions.update(text),
                expressions -> expressions.projection(text));
        for (Consumer<Expressions> reading : readings) {
            try {
                reading.accept(Expressions.of(Given.names("n", "x"), VALUES));
            } catch (FaultException e) {
                assertThat(e.fault().shape()).isEqualTo("ValidationException");
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void random_words_are_read_or_refused() {
        SplittableRandom random = new SplittableRandom(7);
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int i = 0; i < 10_000; i++) {
                StringBuilder text = new StringBuilder();
                for (int words = random.nextInt(14); words >= 0; words--) {
                    text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(3) > 0 ? " " : "");
                }
                read(text.toString());
            }
        });
    }

    @Test
    void valid_expressions_with_a_few_changes_are_read_or_refused() {
        SplittableRandom random = new SplittableRandom(8);
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int i = 0; i < 10_000; i++) {
                StringBuilder text = new StringBuilder(VALID.get(random.nextInt(VALID.size())));
                for (int changes = random.nextInt(4); changes >= 0; changes--) {
                    int at = random.nextInt(text.length());
                    switch (random.nextInt(3)) {
                        case 0 -> text.deleteCharAt(at);
                        case 1 -> text.insert(at, WORDS[random.nextInt(WORDS.length)]);
                        default -> text.setCharAt(at, (char) random.nextInt(32, 127));
                    }
                }
                read(text.toString());
            }
        });
    }

    @Test
    void deep_nesting_fits_on_a_small_stack() throws InterruptedException {
        List<String> deep = List.of(
                "(".repeat(4096),
                "(".repeat(2046) + "a<b" + ")".repeat(2046),
                "not ".repeat(1000) + "a<b",
                "not (".repeat(800) + "a<b",
                "a<b " + "or (a<b ".repeat(149) + ")".repeat(149),
                "a<b " + "or (a<b ".repeat(454) + ")".repeat(454),
                "a < " + "f(".repeat(1355) + "b" + ")".repeat(1355),
                "a < " + "size(".repeat(680) + "b" + ")".repeat(680),
                "NOT (".repeat(299) + "a<b" + ")".repeat(299),
                "SET a = " + "(".repeat(2000) + "b" + ")".repeat(2000),
                "SET a = " + "if_not_exists(b,".repeat(240) + ":v" + ")".repeat(240),
                "a" + "[0]".repeat(1365),
                "a" + ".b".repeat(2047));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread small = new Thread(null, () -> deep.forEach(ExpressionFuzzTest::read), "small stack", 512 << 10);
        small.setUncaughtExceptionHandler((_, thrown) -> failure.set(thrown));
        small.start();
        small.join(30_000);
        assertThat(small.isAlive()).isFalse();
        assertThat(failure.get()).isNull();
    }

    @Test
    void long_expressions_take_time_in_proportion() {
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            read("a".repeat(10_000_000));
            read("REMOVE " + "a,".repeat(2040));
            StringBuilder distinct = new StringBuilder("REMOVE x");
            for (int i = 0; distinct.length() < 4080; i++) {
                distinct.append(",a[").append(i).append(']');
            }
            read(distinct.toString());
        });
    }
}
