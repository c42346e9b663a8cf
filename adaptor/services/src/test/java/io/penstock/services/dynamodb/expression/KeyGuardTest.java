package io.penstock.services.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.services.dynamodb.item.AttributeType;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.KeyAttribute;
import io.penstock.services.dynamodb.item.KeySchema;
import io.penstock.services.dynamodb.item.SecondaryIndex;
import io.penstock.services.dynamodb.item.SecondaryIndex.Projected;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class KeyGuardTest {

    private static final KeySchema TABLE =
            KeySchema.of(new KeyAttribute("pk", AttributeType.S), new KeyAttribute("sk", AttributeType.N));
    private static final SecondaryIndex INDEX = index(new Projected.KeysOnly());
    private static final KeyGuard GUARD = new KeyGuard(TABLE, List.of(INDEX));

    private static SecondaryIndex index(Projected projected) {
        return new SecondaryIndex(
                "byG",
                KeySchema.of(new KeyAttribute("g", AttributeType.S), new KeyAttribute("sk", AttributeType.N)),
                projected);
    }

    private static void refused(String message, ThrowingCallable call) {
        assertThatThrownBy(call).hasMessage(message);
    }

    private static Update update(String text) {
        return Expressions.of(
                        null, Given.values("s", "{'S':'x'}", "n", "{'N':'1'}", "ss", "{'SS':['x']}", "e", "{'S':''}"))
                .update(text);
    }

    @Test
    void the_key_of_the_table_is_not_updated() {
        for (String text : List.of("SET pk = :s", "REMOVE sk", "ADD sk :n", "DELETE pk :ss", "SET q = :s, pk = :s")) {
            String key = text.contains("sk") ? "sk" : "pk";
            refused(
                    "One or more parameter values were invalid: Cannot update attribute " + key
                            + ". This attribute is part of the key",
                    () -> GUARD.checkUpdate(update(text)));
        }
        GUARD.checkUpdate(update("SET q = pk, g = :s"));
    }

    @Test
    void keys_of_indexes_keep_their_type_and_are_not_empty() {
        String mismatch =
                "One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N"
                        + " IndexName: byG";
        String empty = "One or more parameter values are not valid. A value specified for a secondary index key is not"
                + " supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: byG,"
                + " IndexKey: g";
        refused(mismatch, () -> GUARD.checkUpdate(update("SET g = :n")));
        refused(mismatch, () -> GUARD.checkUpdate(update("ADD g :n")));
        refused(mismatch, () -> GUARD.checkPut(Given.item("{'g':{'N':'1'}}")));
        refused(empty, () -> GUARD.checkUpdate(update("SET g = :e")));
        refused(empty, () -> GUARD.checkPut(Given.item("{'g':{'S':''}}")));
        refused(empty, () -> GUARD.checkUpdated(Given.item("{'g':{'S':''}}")));
        refused(
                "The update expression attempted to update the secondary index key to unsupported type",
                () -> GUARD.checkUpdated(Given.item("{'g':{'NULL':true}}")));
        refused(
                "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes",
                () -> GUARD.checkPut(Given.item("{'g':{'S':'" + "x".repeat(2049) + "'}}")));
        GUARD.checkPut(Given.item("{'q':{'N':'1'}}"));
    }

    @Test
    void keys_have_nothing_inside() {
        String scalars = "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ";
        refused(scalars + "IndexKey: g", () -> GUARD.checkUpdate(update("SET g.x = :s")));
        Expressions expressions = Expressions.of(null, Given.values("s", "{'S':'x'}"));
        refused(scalars + "Key: pk", () -> GUARD.checkPaths(expressions.condition("NOT (q = :s OR size(pk[0]) = :s)")));
        refused(
                scalars + "IndexKey: g",
                () -> GUARD.checkPaths(expressions.projection("q, g.x").orElseThrow()));
        GUARD.checkPaths(expressions.condition("attribute_exists(pk) AND q.x IN (:s)"));
    }

    @Test
    void the_filter_of_a_query_says_nothing_about_keys() {
        Condition filter = Expressions.of(null, null).filter("attribute_exists(q) AND begins_with(q, g)");
        KeyGuard.checkQueryFilter(filter, TABLE, "Filter Expression");
        refused(
                "Filter Expression can only contain non-primary key attributes: Primary key attribute: g",
                () -> KeyGuard.checkQueryFilter(filter, INDEX.key(), "Filter Expression"));
    }

    @Test
    void an_index_holds_its_keys_and_what_is_projected_of_items_that_have_its_key() {
        Item item = Given.item("{'pk':{'S':'p'},'sk':{'N':'1'},'g':{'S':'x'},'q':{'N':'2'},'r':{'N':'3'}}");
        assertThat(index(new Projected.All()).entry(item, TABLE)).contains(item);
        assertThat(INDEX.entry(item, TABLE)).contains(Given.item("{'pk':{'S':'p'},'sk':{'N':'1'},'g':{'S':'x'}}"));
        assertThat(index(new Projected.Include(Set.of("r", "gone"))).entry(item, TABLE))
                .contains(Given.item("{'pk':{'S':'p'},'sk':{'N':'1'},'g':{'S':'x'},'r':{'N':'3'}}"));
        assertThat(INDEX.entry(Given.item("{'pk':{'S':'p'},'sk':{'N':'1'}}"), TABLE))
                .isEmpty();
        assertThat(INDEX.entry(Given.item("{'pk':{'S':'p'},'sk':{'N':'1'},'g':{'N':'1'}}"), TABLE))
                .isEmpty();
        assertThat(index(new Projected.Include(Set.of("r"))).holds("r", TABLE)).isTrue();
        assertThat(INDEX.holds("r", TABLE)).isFalse();
        assertThat(INDEX.holds("pk", TABLE)).isTrue();
    }
}
