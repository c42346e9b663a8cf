package io.penstock.services.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.expression.Condition.Comparator;
import io.penstock.services.dynamodb.expression.KeyCondition.Sort;
import io.penstock.services.dynamodb.item.AttributeType;
import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.KeyAttribute;
import io.penstock.services.dynamodb.item.KeySchema;
import io.penstock.services.dynamodb.item.PrimaryKey;
import io.penstock.services.dynamodb.item.RandomValues;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeyConditionTest {

    private static final KeySchema SCHEMA =
            KeySchema.of(new KeyAttribute("pk", AttributeType.S), new KeyAttribute("sk", AttributeType.N));

    private static KeyPredicates read(String text) {
        return Expressions.of(
                        null, Given.values("a", "{'S':'a'}", "one", "{'N':'1'}", "two", "{'N':'2'}", "e", "{'S':''}"))
                .keyCondition(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "pk = :a | 1 2 3",
                ":a = pk AND :one < sk | 2 3",
                "(pk = :a) and (sk >= :two) | 2 3",
                "sk <= :two AND pk = :a | 1 2",
                "pk = :a AND sk < :two | 1",
                "pk = :a AND sk = :two | 2",
                "pk = :a AND sk BETWEEN :one AND :two | 1 2"
            })
    void a_key_condition_asks_for(String text, String wanted) {
        KeyCondition condition = read(text).on(SCHEMA);
        for (int i = 1; i <= 3; i++) {
            PrimaryKey key = new PrimaryKey(new AttributeValue.S("a"), Optional.of(AttributeValue.N.of(i)));
            assertThat(condition.matches(key)).isEqualTo(wanted.contains("" + i));
        }
        PrimaryKey other = new PrimaryKey(new AttributeValue.S("b"), Optional.of(AttributeValue.N.of(1)));
        assertThat(condition.matches(other)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "pk = :a OR sk = :one | Invalid operator used in KeyConditionExpression: OR",
                "NOT pk = :a | Invalid operator used in KeyConditionExpression: NOT",
                "pk <> :a | Invalid operator used in KeyConditionExpression: <>",
                "pk IN (:a) | Invalid operator used in KeyConditionExpression: IN",
                "attribute_exists(pk) | Invalid operator used in KeyConditionExpression: attribute_exists",
                "attribute_not_exists(pk) | Invalid operator used in KeyConditionExpression: attribute_not_exists",
                "contains(pk, :a) | Invalid operator used in KeyConditionExpression: contains",
                "size(pk) = :one | KeyConditionExpressions cannot contain nested operations",
                "pk = away | Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
                "pk.x = :a | KeyConditionExpressions cannot have conditions on nested attributes",
                ":a = :one | Invalid condition in KeyConditionExpression: No key attribute specified",
                "begins_with(:a, sk) | Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand",
                ":one BETWEEN sk AND :two | Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand",
                "pk = :a AND pk = :a | KeyConditionExpressions must only contain one condition per key",
                "pk = :a AND sk > :one AND x = :one | Conditions can be of length 1 or 2 only",
                "pk | Invalid KeyConditionExpression: Syntax error; token: \"<EOF>\", near: \"pk\"",
                "sk = :one | Query condition missed key schema element: pk",
                "pk = :a AND x = :one | Query condition missed key schema element: sk",
                "pk > :a | Query key condition not supported",
                "begins_with(pk, :a) | Query key condition not supported",
                "pk = :one | One or more parameter values were invalid: Condition parameter type does not match schema type",
                "pk = :a AND sk = :a | One or more parameter values were invalid: Condition parameter type does not match schema type",
                "pk = :e | One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"
            })
    void what_cannot_be_asked_of_keys_is_refused(String text, String message) {
        assertThatThrownBy(() -> read(text).on(SCHEMA))
                .isInstanceOf(FaultException.class)
                .hasMessage(message);
    }

    @Test
    void a_table_without_sort_key_takes_one_condition() {
        KeySchema schema = KeySchema.of(new KeyAttribute("pk", AttributeType.S));
        assertThat(read("pk = :a").on(schema).sort()).isEmpty();
        assertThatThrownBy(() -> read("pk = :a AND sk = :one").on(schema))
                .hasMessage("Query key condition not supported");
    }

    @ParameterizedTest
    @EnumSource(names = {"S", "N", "B"})
    void the_stretch_of_bytes_holds_exactly_the_keys_that_match(AttributeType type) {
        SplittableRandom random = new SplittableRandom(11);
        RandomValues values = new RandomValues(random);
        List<Comparator> comparators = Arrays.stream(Comparator.values())
                .filter(comparator -> comparator != Comparator.NOT_EQUAL)
                .toList();
        for (int i = 0; i < 20_000; i++) {
            AttributeValue hash = values.of(AttributeType.S, 0);
            AttributeValue bound = values.of(type, 0);
            Optional<Sort> sort = switch (random.nextInt(type == AttributeType.N ? 3 : 4)) {
                case 0 -> Optional.empty();
                case 1 -> Optional.of(new Sort.Compare(comparators.get(random.nextInt(comparators.size())), bound));
                case 2 -> Optional.of(new Sort.Between(bound, values.of(type, 0)));
                default -> Optional.of(new Sort.BeginsWith(bound));
            };
            KeyCondition condition = new KeyCondition(hash, sort);
            KeyCondition.Stretch stretch = condition.stretch();
            PrimaryKey key = new PrimaryKey(
                    random.nextInt(4) == 0 ? values.of(AttributeType.S, 0) : hash,
                    Optional.of(random.nextInt(4) == 0 ? bound : values.of(type, 0)));
            byte[] behind = new byte[random.nextInt(3)];
            random.nextBytes(behind);
            byte[] bytes = Arrays.copyOf(key.bytes(), key.bytes().length + behind.length);
            System.arraycopy(behind, 0, bytes, bytes.length - behind.length, behind.length);
            boolean inside = stretch.from().compareTo(Bytes.of(bytes)) <= 0
                    && Bytes.of(bytes).compareTo(stretch.to()) < 0;
            assertThat(inside).as("%s, %s", condition, key).isEqualTo(condition.matches(key));
        }
    }
}
