package io.penstock.services.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.item.Item;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class ConditionTest {

    private static final Item ITEM = Given.item("{'s':{'S':'hello'},'n':{'N':'5'},'b':{'B':'AQID'},'t':{'BOOL':true},"
            + "'z':{'NULL':true},'m':{'M':{'k':{'N':'7'},'l':{'L':[{'S':'x'},{'N':'1'}]}}},"
            + "'l':{'L':[{'S':'x'},{'N':'1'},{'M':{'d':{'S':'deep'}}}]},"
            + "'ss':{'SS':['a','b']},'ns':{'NS':['1','2']},'bs':{'BS':['AQ==']}}");

    private static final Map<String, AttributeValue> VALUES = Given.values(
            "hello",
            "{'S':'hello'}",
            "he",
            "{'S':'he'}",
            "n5",
            "{'N':'5.00'}",
            "n4",
            "{'N':'4'}",
            "n6",
            "{'N':'6'}",
            "b12",
            "{'B':'AQI='}",
            "yes",
            "{'BOOL':true}",
            "nul",
            "{'NULL':true}",
            "x",
            "{'S':'x'}",
            "one",
            "{'N':'1'}",
            "a",
            "{'S':'a'}",
            "ba",
            "{'SS':['b','a']}",
            "list",
            "{'L':[]}",
            "typeS",
            "{'S':'S'}",
            "typeQ",
            "{'S':'Q'}");

    private static boolean holds(String text) {
        return Expressions.of(null, VALUES).condition(text).holds(ITEM);
    }

    private static void refused(String text, String message) {
        assertThatThrownBy(() -> Expressions.of(null, VALUES).condition(text))
                .as(text)
                .isInstanceOf(FaultException.class)
                .hasMessage("Invalid ConditionExpression: " + message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s = :hello",
                "n = :n5",
                ":n5 = n",
                "n <> :n4",
                "s <> :n5",
                "gone <> :n5",
                "gone <> away",
                "n > :n4",
                "n >= :n5",
                "n < :n6",
                "n <= :n5",
                "s > :he",
                "b > :b12",
                "ss = :ba",
                "n BETWEEN :n4 AND :n6",
                "n between :n5 and :n5",
                ":n5 BETWEEN :n4 AND n",
                "s IN (:n5, :hello)",
                "attribute_exists(m.l[1])",
                "attribute_exists(l[2].d)",
                "attribute_not_exists(m.l[2])",
                "attribute_not_exists(s.x)",
                "attribute_type(s, :typeS)",
                "begins_with(s, :he)",
                "begins_with(b, :b12)",
                "contains(s, :he)",
                "contains(ss, :a)",
                "contains(ns, :one)",
                "contains(l, :x)",
                "contains(b, :b12)",
                "size(s) = :n5",
                "size(l) < :n4",
                "size(m) > :one",
                "size(b) < size(s)",
                "m.k > n",
                "t = :yes",
                "z = :nul",
                "NOT n = :n4",
                "not not n = :n5",
                "(n) = (:n5)",
                "(n = :n5)",
                "NOT (n = :n4 OR s = :he)",
                "n = :n5 OR n = :n5 AND n = :n4",
                "n = :n4 AND n = :n5 OR n = :n5",
                "NOT n = :n4 AND n = :n5",
                "(n = :n4 OR n = :n5) AND (s = :hello)",
                "n=:n5 AND(s=:hello)OR\tn\n=\r:n4",
                "size((s)) = :n5"
            })
    void conditions_that_hold(String text) {
        assertThat(holds(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s = :n5",
                "gone = :n5",
                "gone = away",
                "n < :n4",
                "n < :hello",
                "gone < :n5",
                "n BETWEEN :n6 AND gone",
                "s IN (:he)",
                "gone IN (:he)",
                "attribute_exists(gone)",
                "attribute_exists(n.x)",
                "attribute_exists(s[0])",
                "attribute_type(gone, :typeS)",
                "attribute_type(n, :typeS)",
                "begins_with(n, :he)",
                "begins_with(gone, :he)",
                "contains(n, :he)",
                "contains(m, :x)",
                "contains(ss, :one)",
                "contains(l, :list)",
                "size(n) = :n5",
                "size(gone) = :n5",
                "size(t) > :n4",
                "size(z) < :n4",
                "NOT n = :n5",
                "n = :n4 OR n = :n4 AND n = :n5",
                "l < m"
            })
    void conditions_that_do_not_hold(String text) {
        assertThat(holds(text)).isFalse();
    }

    @Test
    void an_item_that_does_not_exist_has_no_attribute() {
        assertThat(Expressions.of(null, null)
                        .condition("attribute_not_exists(pk)")
                        .holds(Item.EMPTY))
                .isTrue();
        assertThat(Expressions.of(null, null).condition(null).holds(Item.EMPTY)).isTrue();
    }

    @Test
    void strings_are_compared_by_their_utf8_bytes() {
        Item item = Given.item("{'a':{'S':'\uffee'},'b':{'S':'\ud83d\ude00'}}");
        assertThat(Expressions.of(null, null).condition("a < b").holds(item)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a | <EOF> | a",
                "a = | <EOF> | =",
                "a = :a b | b | :a b",
                "a == :a | = | == :a",
                "a AND b = :a | AND | a AND b",
                "a[b] = :a | b | [b]",
                "a[:x] = :a | :x | [:x]",
                "a[01] = :a | 1 | 01]",
                "a.:b = :a | :b | .:b =",
                "_a = :a | _ | _a",
                "a ! :a | ! | a ! :a",
                "# = :a | # | # =",
                "a = : | : | = :",
                "a BETWEEN :a | <EOF> | :a",
                "a BETWEEN :a OR :b | OR | :a OR :b",
                "a IN :a | :a | IN :a",
                "a IN () | ) | ()",
                "a IN (:a | <EOF> | :a",
                "(a = :a | <EOF> | :a",
                "a = :a) | ) | :a)",
                "contains(a | <EOF> | a",
                "and = :a | and | and =",
                "(a = :a) = :a | = | ) = :a",
                "(a) | <EOF> | )",
                "NOT a | <EOF> | a",
                "a = NOT b | NOT | = NOT b",
                "set = :a | set | set =",
                "a = :a + :b | + | :a + :b",
                "a = \u00e9 | \u00e9 | = \u00e9",
                "5 = :a | 5 | 5 ="
            })
    void syntax_errors_name_the_token_and_its_neighbours(String text, String token, String near) {
        refused(text, "Syntax error; token: \"" + token + "\", near: \"" + near + "\"");
    }

    @Test
    void an_expression_is_neither_empty_nor_longer_than_4_kb() {
        refused("", "The expression can not be empty;");
        refused("  ", "The expression can not be empty;");
        refused(
                "a = " + ":".repeat(4093),
                "Expression size has exceeded the maximum allowed size; expression size: 4097");
    }

    @Test
    void parentheses_that_say_nothing_are_refused() {
        refused("((a = :hello))", "The expression has redundant parentheses;");
        refused("((a)) = :hello", "The expression has redundant parentheses;");
        refused("a = ((:hello))", "The expression has redundant parentheses;");
    }

    @Test
    void three_hundred_operators_are_taken_and_no_more() {
        String many = IntStream.range(0, 150).mapToObj(_ -> "n=:n5").collect(Collectors.joining(" OR "));
        assertThat(holds(many)).isTrue();
        assertThat(holds("NOT (" + many + ")")).isFalse();
        refused("NOT (" + many + " OR n=:n5)", "The expression contains too many operators; operator count: 301");
        refused("not ".repeat(1000) + "n=:n5", "The expression contains too many operators; operator count: 301");
        assertThat(holds("NOT (".repeat(150) + "n=:n5" + ")".repeat(150))).isTrue();
        assertThat(holds("NOT ".repeat(299) + "n=:n4")).isTrue();
        assertThat(holds("n<:n5 " + "or (n<:n6 ".repeat(149) + ")".repeat(149))).isTrue();
    }

    @Test
    void one_hundred_values_of_in_are_taken_and_no_more() {
        String hundred = "n IN (" + ":n5,".repeat(99) + ":n5";
        assertThat(holds(hundred + ")")).isTrue();
        refused(hundred + ",:n5)", "The IN operator is provided with too many operands; number of operands: 101");
    }

    @Test
    void functions_are_known_stand_in_their_place_and_have_their_operands() {
        refused("f(a)", "Invalid function name; function: f");
        refused("Size(a) = :n5", "Invalid function name; function: Size");
        refused("a = contains(b, :x)", misused("contains"));
        refused("size(a)", misused("size"));
        refused("contains(attribute_exists(a), :x)", misused("attribute_exists"));
        refused(
                "if_not_exists(a, :x) = :x",
                "The function is not allowed in a condition expression; function: if_not_exists");
        refused(
                "begins_with(a)",
                "Incorrect number of operands for operator or function; operator or function:"
                        + " begins_with, number of operands: 1");
        refused(
                "size(a, b) = :n5",
                "Incorrect number of operands for operator or function; operator or function: size,"
                        + " number of operands: 2");
        refused(
                "attribute_exists(:x)",
                "Operator or function requires a document path; operator or function:" + " attribute_exists");
        refused(
                "attribute_type(:x, :typeS)",
                "Operator or function requires a document path; operator or function:" + " attribute_type");
    }

    private static String misused(String function) {
        return "The function is not allowed to be used this way in an expression; function: " + function;
    }

    @Test
    void operands_whose_type_is_known_are_checked() {
        refused("a < :yes", wrongType("<", "BOOL"));
        refused(":list >= a", wrongType(">=", "L"));
        refused("a BETWEEN :ba AND :ba", wrongType("BETWEEN", "SS"));
        refused("begins_with(a, :n5)", wrongType("begins_with", "N"));
        refused("begins_with(a, size(b))", wrongType("begins_with", "N"));
        refused("size(:n5) = :n5", wrongType("size", "N"));
        refused("size(size(a)) = :n5", wrongType("size", "N"));
        refused("attribute_type(a, :n5)", wrongType("attribute_type", "N"));
        refused(
                "attribute_type(a, :typeQ)",
                "Invalid attribute type name found; type: Q, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}");
    }

    private static String wrongType(String operator, String type) {
        return "Incorrect operand type for operator or function; operator or function: " + operator + ", operand type: "
                + type;
    }

    @Test
    void bounds_are_of_one_type_and_in_order() {
        refused(
                "a BETWEEN :n5 AND :x",
                "The BETWEEN operator requires same data type for lower and upper bounds; lower"
                        + " bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {S:x}");
        refused(
                "a BETWEEN :n5 AND :n4",
                "The BETWEEN operator requires upper bound to be greater than or equal to lower"
                        + " bound; lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:4}");
    }

    @Test
    void an_operand_is_not_compared_with_itself() {
        refused(
                "m.k = m.k",
                "The first operand must be distinct from the remaining operands for this operator or function;"
                        + " operator: =, first operand: [m, k]");
        refused(
                "l[1] IN (:x, l[1])",
                "The first operand must be distinct from the remaining operands for this operator or"
                        + " function; operator: IN, first operand: [l, [1]]");
        refused(
                "contains(a, a)",
                "The first operand must be distinct from the remaining operands for this operator or"
                        + " function; operator: contains, first operand: [a]");
    }

    @Test
    void reserved_words_are_no_names() {
        refused("size = :x", "Attribute name is a reserved keyword; reserved keyword: size");
        refused("a.Name = :x", "Attribute name is a reserved keyword; reserved keyword: Name");
        assertThat(ReservedWords.count()).isEqualTo(573);
    }

    @Test
    void positions_in_lists_are_whole_numbers_below_two_billion() {
        refused("a[2147483648] = :x", "List index is not within the allowable range; index: [2147483648]");
        refused(
                "a[99999999999999999999] = :x",
                "List index is not within the allowable range; index: [99999999999999999999]");
        assertThat(holds("attribute_exists(a[2147483647])")).isFalse();
    }

    @Test
    void paths_are_at_most_32_steps_long() {
        assertThat(holds("attribute_not_exists(a" + ".b".repeat(31) + ")")).isTrue();
        refused(
                "attribute_not_exists(a" + ".b".repeat(32) + ")",
                "The document path has too many nesting levels; nesting levels: 33");
    }
}
