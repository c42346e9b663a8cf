package io.penstock.services.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.item.Item;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectionTest {

    private static final Item ITEM = Given.item("{'a':{'S':'x'},'m':{'M':{'b':{'N':'1'},'c':{'L':[{'N':'0'},{'N':'1'},"
            + "{'M':{'d':{'N':'2'},'e':{'N':'3'}}}]}}}}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a | {'a':{'S':'x'}}",
                "a, m.b | {'a':{'S':'x'},'m':{'M':{'b':{'N':'1'}}}}",
                "m.c[2].e, m.c[0] | {'m':{'M':{'c':{'L':[{'N':'0'},{'M':{'e':{'N':'3'}}}]}}}}",
                "gone, a.x, m.b.x, m.c[7] | {}",
                "m[0] | {}",
                "m.c.d | {}"
            })
    void a_projection_keeps_what_is_there(String text, String kept) {
        Projection projection = Expressions.of(null, null).projection(text).orElseThrow();
        assertThat(projection.of(ITEM)).isEqualTo(Given.item(kept));
    }

    @Test
    void without_a_projection_there_is_none() {
        assertThat(Expressions.of(null, null).projection(null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a, a | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]",
                "m.c, m.c[0] | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m, c], path two: [m, c, [0]]",
                "m.c, m[0] | Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [m, c], path two: [m, [0]]",
                "a, | Syntax error; token: \"<EOF>\", near: \",\"",
                "a b | Syntax error; token: \"b\", near: \"a b\"",
                "name | Attribute name is a reserved keyword; reserved keyword: name",
                "#x | An expression attribute name used in the document path is not defined; attribute name: #x"
            })
    void what_is_no_projection_is_refused(String text, String message) {
        assertThatThrownBy(() -> Expressions.of(null, null).projection(text))
                .isInstanceOf(FaultException.class)
                .hasMessage("Invalid ProjectionExpression: " + message);
    }

    @Test
    void attributes_to_get_are_names_each_once() {
        assertThat(LegacyUpdates.projection(List.of("a", "m.b")).of(ITEM)).isEqualTo(Given.item("{'a':{'S':'x'}}"));
        assertThatThrownBy(() -> LegacyUpdates.projection(List.of("a", "b", "a")))
                .hasMessage("One or more parameter values were invalid: Duplicate value in attribute name: a");
    }
}
