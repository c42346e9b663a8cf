package io.penstock.services.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.item.Item;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class UpdateTest {

    private static final Item KEY = Given.item("{'pk':{'S':'k'}}");
    private static final Item ITEM =
            Given.item("{'pk':{'S':'k'},'n':{'N':'5'},'s':{'S':'x'},'l':{'L':[{'N':'0'},{'N':'1'},"
                    + "{'N':'2'},{'N':'3'}]},'m':{'M':{'k':{'N':'7'}}},'ss':{'SS':['a','b']},'ns':{'NS':['1']}}");

    private static final Map<String, AttributeValue> VALUES = Given.values(
            "n",
            "{'N':'2'}",
            "s",
            "{'S':'y'}",
            "l",
            "{'L':[{'S':'z'}]}",
            "ss",
            "{'SS':['b','c']}",
            "ns",
            "{'NS':['1']}",
            "m",
            "{'M':{}}",
            "big",
            "{'N':'9E125'}",
            "a",
            "{'S':'A'}",
            "b",
            "{'S':'B'}");

    private static Item updated(Item item, String text) {
        Update update = Expressions.of(null, VALUES).update(text);
        return update.apply(item, KEY);
    }

    private static void refused(String text, String message) {
        assertThatThrownBy(() -> Expressions.of(null, VALUES).update(text))
                .as(text)
                .isInstanceOf(FaultException.class)
                .hasMessage("Invalid UpdateExpression: " + message);
    }

    private static void fails(String text, String message) {
        assertThatThrownBy(() -> updated(ITEM, text))
                .as(text)
                .isInstanceOf(FaultException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SET q = :n | q | {'N':'2'}",
                "sEt q=:n | q | {'N':'2'}",
                "SET n = n + :n | n | {'N':'7'}",
                "SET n = :n - n | n | {'N':'-3'}",
                "SET q = (n) + (:n) | q | {'N':'7'}",
                "SET q = (n + :n) | q | {'N':'7'}",
                "SET q = m.k | q | {'N':'7'}",
                "SET q = if_not_exists(gone, :n) + n | q | {'N':'7'}",
                "SET q = if_not_exists(n, :s) | q | {'N':'5'}",
                "SET q = if_not_exists(gone, if_not_exists(away, :s)) | q | {'S':'y'}",
                "SET q = list_append(l, :l) | q | {'L':[{'N':'0'},{'N':'1'},{'N':'2'},{'N':'3'},{'S':'z'}]}",
                "SET q = list_append(if_not_exists(gone, :l), :l) | q | {'L':[{'S':'z'},{'S':'z'}]}",
                "SET m.q = :n | m | {'M':{'k':{'N':'7'},'q':{'N':'2'}}}",
                "SET l[1] = :s | l | {'L':[{'N':'0'},{'S':'y'},{'N':'2'},{'N':'3'}]}",
                "SET l[17] = :a, l[9] = :b | l | {'L':[{'N':'0'},{'N':'1'},{'N':'2'},{'N':'3'},{'S':'B'},{'S':'A'}]}",
                "REMOVE l[1], l[9] | l | {'L':[{'N':'0'},{'N':'2'},{'N':'3'}]}",
                "REMOVE l[0] SET l[2] = :a | l | {'L':[{'N':'1'},{'S':'A'},{'N':'3'}]}",
                "SET l[2] = :a REMOVE l[0] | l | {'L':[{'N':'1'},{'S':'A'},{'N':'3'}]}",
                "REMOVE n SET q = n | q | {'N':'5'}",
                "REMOVE m.k | m | {'M':{}}",
                "REMOVE m.gone | m | {'M':{'k':{'N':'7'}}}",
                "ADD n :n | n | {'N':'7'}",
                "ADD q :n | q | {'N':'2'}",
                "ADD q :ss | q | {'SS':['b','c']}",
                "ADD ss :ss | ss | {'SS':['a','b','c']}",
                "ADD m.k :n | m | {'M':{'k':{'N':'9'}}}",
                "DELETE ss :ss | ss | {'SS':['a']}",
                "SET q = pk | q | {'S':'k'}"
            })
    void an_update_puts(String text, String attribute, String value) {
        Item wanted = Given.item("{'v':" + value + "}");
        assertThat(updated(ITEM, text).get(attribute)).isEqualTo(wanted.get("v"));
    }

    @Test
    void a_set_without_members_is_gone() {
        assertThat(updated(ITEM, "DELETE ns :ns").get("ns")).isNull();
        assertThat(updated(ITEM, "DELETE gone :ns")).isEqualTo(ITEM);
    }

    @Test
    void all_values_are_read_before_any_is_written() {
        Item swapped = updated(ITEM, "SET n = s, s = n");
        assertThat(swapped.get("n")).isEqualTo(ITEM.get("s"));
        assertThat(swapped.get("s")).isEqualTo(ITEM.get("n"));
        fails("SET q = :n, r = q", "The provided expression refers to an attribute that does not exist in the item");
    }

    @Test
    void a_new_item_begins_with_its_key() {
        assertThat(updated(Item.EMPTY, "SET q = :n")).isEqualTo(Given.item("{'pk':{'S':'k'},'q':{'N':'2'}}"));
        assertThat(updated(Item.EMPTY, "ADD q :n")).isEqualTo(Given.item("{'pk':{'S':'k'},'q':{'N':'2'}}"));
        assertThat(updated(Item.EMPTY, "SET q = :n REMOVE x.y, z[0] DELETE ss :ss"))
                .isEqualTo(Given.item("{'pk':{'S':'k'},'q':{'N':'2'}}"));
        assertThat(new Update(List.of()).apply(Item.EMPTY, KEY)).isEqualTo(KEY);
    }

    @Test
    void what_only_takes_away_makes_no_item() {
        assertThat(updated(Item.EMPTY, "REMOVE x.y, z[0]")).isEqualTo(Item.EMPTY);
        assertThat(updated(Item.EMPTY, "DELETE x :ss")).isEqualTo(Item.EMPTY);
        assertThat(updated(Item.EMPTY, "REMOVE y DELETE x :ss")).isEqualTo(Item.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET s.x = :n",
                "SET gone.x = :n",
                "SET l.x = :n",
                "SET m[0] = :n",
                "SET gone[0] = :n",
                "REMOVE s.x",
                "REMOVE gone.x",
                "REMOVE gone[0]",
                "SET l[9].x = :n",
                "ADD gone.x :n"
            })
    void a_path_that_leads_nowhere_is_refused(String text) {
        fails(text, "The document path provided in the update expression is invalid for update");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET q = gone",
                "SET q = gone + :n",
                "SET q = list_append(gone, :l)",
                "SET q = if_not_exists(a, b)"
            })
    void a_value_that_is_not_there_is_refused(String text) {
        fails(text, "The provided expression refers to an attribute that does not exist in the item");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET q = s + :n",
                "SET q = list_append(s, :l)",
                "ADD s :n",
                "ADD n :ss",
                "ADD ss :ns",
                "DELETE n :ss",
                "DELETE ss :ns",
                "ADD l :ss"
            })
    void a_value_of_the_wrong_type_in_the_item_is_refused(String text) {
        fails(text, "An operand in the update expression has an incorrect data type");
    }

    @Test
    void numbers_out_of_range_are_refused() {
        String overflow = "Number overflow. Attempting to store a number with magnitude larger than supported range";
        fails("SET q = :big + :big", overflow);
        fails("SET q = :big - :n", overflow);
    }

    @Test
    void an_item_stays_below_400_kb_and_32_levels() {
        Map<String, AttributeValue> large = Map.of(":x", AttributeValue.fromS("x".repeat(400 * 1024)));
        assertThatThrownBy(
                        () -> Expressions.of(null, large).update("SET q = :x").apply(ITEM, KEY))
                .hasMessage("Item size to update has exceeded the maximum allowed size");
        AttributeValue deep = AttributeValue.fromN("1");
        for (int i = 0; i < 32; i++) {
            deep = AttributeValue.fromL(List.of(deep));
        }
        Map<String, AttributeValue> nested = Map.of(":x", deep);
        assertThat(Expressions.of(null, nested)
                        .update("SET q = :x")
                        .apply(ITEM, KEY)
                        .get("q"))
                .isNotNull();
        assertThatThrownBy(() ->
                        Expressions.of(null, nested).update("SET m.q = :x").apply(ITEM, KEY))
                .hasMessage("Nesting Levels have exceeded supported limits: Attributes in the item have nested levels"
                        + " beyond supported limit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "HELLO a = :n | HELLO | HELLO a",
                "SET | <EOF> | SET",
                "SET a | <EOF> | a",
                "SET _123 = :n | _ | SET _123",
                "SET 8aae = :n | 8 | SET 8aae",
                "SET a-b = :n | - | a-b",
                "SET :a = :n | :a | SET :a =",
                "SET a = :n, SET b = :n | SET | , SET b",
                "SET a = :n + :n + :n | + | :n + :n",
                "SET a = if_not_exists(a, :n + :n) | + | :n + :n",
                "ADD a = :n | = | a = :n",
                "ADD a b | b | a b",
                "REMOVE a b | b | a b",
                "SET a = _f(b) | _ | = _f",
                "DELETE a[0] | <EOF> | ]"
            })
    void syntax_errors_name_the_token_and_its_neighbours(String text, String token, String near) {
        refused(text, "Syntax error; token: \"" + token + "\", near: \"" + near + "\"");
    }

    @Test
    void each_section_comes_once() {
        refused("SET a = :n REMOVE b SET c = :n", "The \"SET\" section can only be used once in an update expression;");
        refused("add a :n ADD b :n", "The \"ADD\" section can only be used once in an update expression;");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SET a = :n, a.b = :n | overlap | [a] | [a, b]",
                "SET a.b.c = :n, a.b = :n | overlap | [a, b, c] | [a, b]",
                "SET a[1] = :n REMOVE a[1] | overlap | [a, [1]] | [a, [1]]",
                "SET a.b = :n ADD a[1] :n | conflict | [a, b] | [a, [1]]"
            })
    void paths_that_meet_are_refused(String text, String how, String one, String two) {
        refused(
                text,
                "Two document paths " + how + " with each other; must remove or rewrite one of these paths; path one: "
                        + one + ", path two: " + two);
    }

    @Test
    void operands_whose_type_is_known_are_checked() {
        refused(
                "ADD a :s",
                "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet:"
                        + " ALLOWED_FOR_ADD_OPERAND");
        refused(
                "DELETE a :n",
                "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER,"
                        + " typeSet: ALLOWED_FOR_DELETE_OPERAND");
        refused(
                "SET a = :s + :n",
                "Incorrect operand type for operator or function; operator or function: +, operand type:" + " S");
        refused(
                "SET a = list_append(b, :s)",
                "Incorrect operand type for operator or function; operator or function:"
                        + " list_append, operand type: S");
    }

    @Test
    void functions_are_known_stand_in_their_place_and_have_their_operands() {
        refused("SET a = f(b)", "Invalid function name; function: f");
        refused("SET a = LIST_APPEND(b, :l)", "Invalid function name; function: LIST_APPEND");
        refused("SET a = size(b)", "The function is not allowed in an update expression; function: size");
        refused(
                "SET a = list_append(list_append(:l, :l), :l)",
                "The function is not allowed to be used this way in an expression; function: list_append");
        refused(
                "SET a = list_append(:l)",
                "Incorrect number of operands for operator or function; operator or function:"
                        + " list_append, number of operands: 1");
        refused(
                "SET a = if_not_exists(:n, :n)",
                "Operator or function requires a document path; operator or function: if_not_exists");
        refused(
                "SET a = if_not_exists(:gone, :n)",
                "An expression attribute value used in expression is not defined; attribute value: :gone");
        refused("SET size = :n", "Attribute name is a reserved keyword; reserved keyword: size");
    }

    @Test
    void what_was_updated_is_answered_before_or_after() {
        Update update = Expressions.of(null, VALUES).update("SET n = :n, l[1] = :s, q = :s REMOVE m.k");
        Item after = update.apply(ITEM, KEY);
        assertThat(ReturnedAttributes.NONE.of(update, ITEM, after)).isEqualTo(Item.EMPTY);
        assertThat(ReturnedAttributes.ALL_OLD.of(update, ITEM, after)).isEqualTo(ITEM);
        assertThat(ReturnedAttributes.ALL_NEW.of(update, ITEM, after)).isEqualTo(after);
        assertThat(ReturnedAttributes.UPDATED_OLD.of(update, ITEM, after))
                .isEqualTo(Given.item("{'n':{'N':'5'},'l':{'L':[{'N':'1'}]},'m':{'M':{'k':{'N':'7'}}}}"));
        assertThat(ReturnedAttributes.UPDATED_NEW.of(update, ITEM, after))
                .isEqualTo(Given.item("{'n':{'N':'2'},'l':{'L':[{'S':'y'}]},'q':{'S':'y'}}"));
    }
}
