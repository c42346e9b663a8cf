package io.penstock.services.dynamodb.expression;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.expression.Condition.Comparator;
import io.penstock.services.dynamodb.expression.KeyCondition.Sort;
import io.penstock.services.dynamodb.item.AttributeType;
import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.SdkValues;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ComparisonOperator;
import software.amazon.awssdk.services.dynamodb.model.ConditionalOperator;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;

/**
 * The parameters that came before expressions, in the terms of expressions. All methods throw a {@code ValidationException} for what is not
 * valid.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html">Legacy conditional parameters</a>
 */
public final class LegacyConditions {

    private static final Set<AttributeType> ORDERED = Set.of(AttributeType.S, AttributeType.N, AttributeType.B);

    private LegacyConditions() {}

    /** {@code Expected} with its {@code ConditionalOperator}. */
    public static Condition expected(
            Map<String, ExpectedAttributeValue> expected, @Nullable ConditionalOperator operator) {
        List<Condition> conditions = new ArrayList<>();
        expected.forEach((name, one) -> conditions.add(expected(name, one)));
        return joined(conditions, operator);
    }

    /** {@code QueryFilter} or {@code ScanFilter} with its {@code ConditionalOperator}. */
    public static Condition filter(
            Map<String, software.amazon.awssdk.services.dynamodb.model.Condition> filter,
            @Nullable ConditionalOperator operator) {
        List<Condition> conditions = new ArrayList<>();
        filter.forEach((name, one) -> conditions.add(condition(name, one.comparisonOperator(), checked(one))));
        return joined(conditions, operator);
    }

    /** {@code KeyConditions}. */
    public static KeyPredicates keyConditions(
            Map<String, software.amazon.awssdk.services.dynamodb.model.Condition> conditions) {
        Map<String, Sort> byAttribute = new LinkedHashMap<>();
        conditions.forEach((name, one) -> byAttribute.put(name, sort(one.comparisonOperator(), checked(one))));
        if (byAttribute.isEmpty() || byAttribute.size() > 2) {
            throw DynamoFaults.validation("Conditions can be of length 1 or 2 only");
        }
        return new KeyPredicates(byAttribute);
    }

    private static List<AttributeValue> checked(software.amazon.awssdk.services.dynamodb.model.Condition condition) {
        List<AttributeValue> values =
                condition.attributeValueList().stream().map(SdkValues::value).toList();
        check(condition.comparisonOperator(), values);
        return values;
    }

    private static Condition expected(String name, ExpectedAttributeValue expected) {
        boolean listed = expected.hasAttributeValueList();
        if (listed && expected.value() != null) {
            throw invalid("Value and AttributeValueList cannot be used together for Attribute: " + name);
        }
        List<AttributeValue> values = listed
                ? expected.attributeValueList().stream().map(SdkValues::value).toList()
                : expected.value() == null ? List.of() : List.of(SdkValues.value(expected.value()));
        ComparisonOperator operator = expected.comparisonOperator();
        if (operator == null) {
            if (listed) {
                throw invalid("AttributeValueList can only be used with a ComparisonOperator for Attribute: " + name);
            }
            return existing(name, expected.exists(), values);
        }
        if (expected.exists() != null) {
            throw invalid("Exists and ComparisonOperator cannot be used together for Attribute: " + name);
        }
        boolean unary = operator == ComparisonOperator.NULL || operator == ComparisonOperator.NOT_NULL;
        if (!unary && !listed && values.isEmpty()) {
            throw invalid("Value or AttributeValueList must be used with ComparisonOperator: " + operator
                    + " for Attribute: " + name);
        }
        check(operator, values);
        return condition(name, operator, values);
    }

    private static Condition existing(String name, @Nullable Boolean exists, List<AttributeValue> values) {
        if (exists == null || exists) {
            if (values.isEmpty()) {
                throw invalid("Value must be provided when Exists is " + exists + " for Attribute: " + name);
            }
            return condition(name, ComparisonOperator.EQ, values);
        }
        if (!values.isEmpty()) {
            throw invalid("Value cannot be used when Exists is false for Attribute: " + name);
        }
        return condition(name, ComparisonOperator.NULL, values);
    }

    private static void check(ComparisonOperator operator, List<AttributeValue> values) {
        boolean fits = switch (operator) {
            case NULL, NOT_NULL -> values.isEmpty();
            case BETWEEN -> values.size() == 2;
            case IN -> !values.isEmpty();
            case EQ, NE, LE, LT, GE, GT, CONTAINS, NOT_CONTAINS, BEGINS_WITH -> values.size() == 1;
            case UNKNOWN_TO_SDK_VERSION -> throw unknown(operator);
        };
        if (!fits) {
            throw invalid("Invalid number of argument(s) for the " + operator + " ComparisonOperator");
        }
        if (values.stream().map(AttributeValue::type).distinct().count() > 1) {
            throw invalid("AttributeValues inside AttributeValueList must be of same type");
        }
        values.forEach(value -> {
            if (!takes(operator, value.type())) {
                throw invalid("ComparisonOperator " + operator + " is not valid for " + value.type()
                        + " AttributeValue type");
            }
        });
        if (operator == ComparisonOperator.BETWEEN && Comparator.GREATER.holds(values.getFirst(), values.getLast())) {
            throw DynamoFaults.validation(
                    "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound");
        }
    }

    private static boolean takes(ComparisonOperator operator, AttributeType type) {
        return switch (operator) {
            case EQ, NE -> true;
            case LE, LT, GE, GT, BETWEEN, IN -> ORDERED.contains(type);
            case BEGINS_WITH -> type == AttributeType.S || type == AttributeType.B;
            case CONTAINS, NOT_CONTAINS ->
                ORDERED.contains(type) || type == AttributeType.BOOL || type == AttributeType.NULL;
            case NULL, NOT_NULL -> true;
            case UNKNOWN_TO_SDK_VERSION -> throw unknown(operator);
        };
    }

    private static Condition condition(String name, ComparisonOperator operator, List<AttributeValue> values) {
        DocumentPath path = DocumentPath.of(name);
        Operand operand = new Operand.Path(path);
        List<Operand> literals =
                values.stream().<Operand>map(Operand.Literal::new).toList();
        return switch (operator) {
            case NULL -> new Condition.Not(new Condition.Exists(path));
            case NOT_NULL -> new Condition.Exists(path);
            case IN -> new Condition.In(operand, literals);
            case BETWEEN -> new Condition.Between(operand, literals.getFirst(), literals.getLast());
            case BEGINS_WITH -> new Condition.BeginsWith(operand, literals.getFirst());
            case CONTAINS -> new Condition.Contains(operand, literals.getFirst());
            // Unlike NOT in an expression this asks for an attribute that is there.
            case NOT_CONTAINS ->
                new Condition.And(
                        new Condition.Exists(path),
                        new Condition.Not(new Condition.Contains(operand, literals.getFirst())));
            case EQ, NE, LE, LT, GE, GT -> new Condition.Compare(comparator(operator), operand, literals.getFirst());
            case UNKNOWN_TO_SDK_VERSION -> throw unknown(operator);
        };
    }

    private static Sort sort(ComparisonOperator operator, List<AttributeValue> values) {
        return switch (operator) {
            case EQ, LE, LT, GE, GT -> new Sort.Compare(comparator(operator), values.getFirst());
            case BETWEEN -> new Sort.Between(values.getFirst(), values.getLast());
            case BEGINS_WITH -> new Sort.BeginsWith(values.getFirst());
            case NE, IN, NULL, NOT_NULL, CONTAINS, NOT_CONTAINS ->
                throw DynamoFaults.validation("Attempted conditional constraint is not an indexable operation");
            case UNKNOWN_TO_SDK_VERSION -> throw unknown(operator);
        };
    }

    private static Comparator comparator(ComparisonOperator operator) {
        return switch (operator) {
            case EQ -> Comparator.EQUAL;
            case NE -> Comparator.NOT_EQUAL;
            case LE -> Comparator.LESS_OR_EQUAL;
            case LT -> Comparator.LESS;
            case GE -> Comparator.GREATER_OR_EQUAL;
            case GT -> Comparator.GREATER;
            case IN, BETWEEN, NOT_NULL, NULL, CONTAINS, NOT_CONTAINS, BEGINS_WITH, UNKNOWN_TO_SDK_VERSION ->
                throw new IllegalStateException("no comparison: " + operator);
        };
    }

    private static Condition joined(List<Condition> conditions, @Nullable ConditionalOperator operator) {
        if (conditions.isEmpty()) {
            if (operator != null) {
                throw operatorAlone();
            }
            return new Condition.Always();
        }
        if (operator != null && conditions.size() == 1) {
            throw DynamoFaults.validation(
                    "ConditionalOperator can only be used when Filter or Expected has two or more elements");
        }
        return conditions.stream()
                .reduce((left, right) -> operator == ConditionalOperator.OR
                        ? new Condition.Or(left, right)
                        : new Condition.And(left, right))
                .orElseThrow();
    }

    static FaultException operatorAlone() {
        return DynamoFaults.validation("ConditionalOperator cannot be used without Filter or Expected");
    }

    private static FaultException invalid(String text) {
        return DynamoFaults.invalidParameter(text);
    }

    /** What the wire lets through only when modelled constraints are not checked. */
    private static FaultException unknown(ComparisonOperator operator) {
        return DynamoFaults.validation("Unsupported operator on KeyCondition: " + operator);
    }
}
