package io.penstock.services.dynamodb.expression;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.expression.Condition.Comparator;
import io.penstock.services.dynamodb.expression.KeyCondition.Sort;
import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes from a condition what can be asked of keys, and refuses the rest. */
final class KeyPredicateBuilder {

    private static final String PARAMETER = ExpressionKind.KEY_CONDITION.parameter();

    private final Map<String, Sort> byAttribute = new LinkedHashMap<>();

    private KeyPredicateBuilder() {}

    static KeyPredicates of(Condition condition) {
        KeyPredicateBuilder builder = new KeyPredicateBuilder();
        builder.add(condition);
        if (builder.byAttribute.size() > 2) {
            throw DynamoFaults.validation("Conditions can be of length 1 or 2 only");
        }
        return new KeyPredicates(builder.byAttribute);
    }

    private void add(Condition condition) {
        switch (condition) {
            case Condition.And and -> {
                add(and.left());
                add(and.right());
            }
            case Condition.Compare compare -> compare(compare);
            case Condition.Between between -> between(between);
            case Condition.BeginsWith begins -> begins(begins);
            case Condition.Or _ -> throw operator("OR");
            case Condition.In _ -> throw operator("IN");
            case Condition.Not not
            when not.condition() instanceof Condition.Exists -> throw operator(Function.ATTRIBUTE_NOT_EXISTS.text());
            case Condition.Not _ -> throw operator("NOT");
            case Condition.Exists _ -> throw operator(Function.ATTRIBUTE_EXISTS.text());
            case Condition.HasType _ -> throw operator(Function.ATTRIBUTE_TYPE.text());
            case Condition.Contains _ -> throw operator(Function.CONTAINS.text());
            case Condition.Always _ -> throw new IllegalStateException("no text means always");
        }
    }

    private void compare(Condition.Compare compare) {
        if (compare.comparator() == Comparator.NOT_EQUAL) {
            throw operator(Comparator.NOT_EQUAL.symbol());
        }
        checkOperands(List.of(compare.left(), compare.right()));
        if (compare.left() instanceof Operand.Path(DocumentPath path)) {
            put(path, new Sort.Compare(compare.comparator(), literal(compare.right())));
        } else if (compare.right() instanceof Operand.Path(DocumentPath path)) {
            put(path, new Sort.Compare(compare.comparator().mirrored(), literal(compare.left())));
        }
    }

    private void between(Condition.Between between) {
        checkFirst("BETWEEN", between.operand());
        checkOperands(List.of(between.operand(), between.low(), between.high()));
        if (between.operand() instanceof Operand.Path(DocumentPath path)) {
            put(path, new Sort.Between(literal(between.low()), literal(between.high())));
        }
    }

    private void begins(Condition.BeginsWith begins) {
        checkFirst(Function.BEGINS_WITH.text(), begins.operand());
        checkOperands(List.of(begins.operand(), begins.start()));
        if (begins.operand() instanceof Operand.Path(DocumentPath path)) {
            put(path, new Sort.BeginsWith(literal(begins.start())));
        }
    }

    private static void checkFirst(String operator, Operand first) {
        if (first instanceof Operand.Literal) {
            throw condition(operator + " operator must have the key attribute as its first operand");
        }
    }

    private static void checkOperands(List<Operand> operands) {
        if (operands.stream().anyMatch(Operand.Size.class::isInstance)) {
            throw DynamoFaults.validation(PARAMETER + "s cannot contain nested operations");
        }
        List<Operand.Path> paths = operands.stream()
                .filter(Operand.Path.class::isInstance)
                .map(Operand.Path.class::cast)
                .toList();
        if (paths.isEmpty()) {
            throw condition("No key attribute specified");
        }
        if (paths.size() > 1) {
            throw condition("Multiple attribute names used in one condition");
        }
        if (paths.getFirst().path().isNested()) {
            throw DynamoFaults.validation(PARAMETER + "s cannot have conditions on nested attributes");
        }
    }

    private void put(DocumentPath path, Sort sort) {
        if (byAttribute.put(path.attribute(), sort) != null) {
            throw DynamoFaults.validation(PARAMETER + "s must only contain one condition per key");
        }
    }

    private static AttributeValue literal(Operand operand) {
        if (operand instanceof Operand.Literal literal) {
            return literal.value();
        }
        throw new IllegalStateException("checked to be a value: " + operand);
    }

    private static FaultException operator(String operator) {
        return DynamoFaults.validation("Invalid operator used in " + PARAMETER + ": " + operator);
    }

    private static FaultException condition(String text) {
        return DynamoFaults.validation("Invalid condition in " + PARAMETER + ": " + text);
    }
}
