package io.penstock.services.dynamodb.expression;

import io.penstock.services.dynamodb.expression.Condition.Comparator;
import io.penstock.services.dynamodb.item.AttributeType;
import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.rules.DynamoLimits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes what is evaluated from what was written, and checks operands as far as they are known without an item. */
final class ConditionBuilder {

    /** AWS's own inner names of every type, for an operand whose type only the item shows. */
    private static final String ANY_TYPE =
            "{SS,M,DECIMAL,DOUBLESET,HDS,N,B,DICT,INTSET,BOOL,HD,BS,INT,DECIMALSET,NULL," + "FLOAT,FS,S,L,NS,DOUBLE}";

    private static final String TYPE_NAMES = "{N,BS,L,B,NULL,M,S,SS,NS,BOOL}";

    private final Resolving resolving;

    private ConditionBuilder(Resolving resolving) {
        this.resolving = resolving;
    }

    static Condition build(ExpressionKind kind, Placeholders placeholders, String text) {
        Syntax syntax = ConditionParser.parse(kind, text);
        FormCheck.condition(kind, syntax);
        return new ConditionBuilder(new Resolving(kind, placeholders)).condition(syntax);
    }

    private Condition condition(Syntax syntax) {
        return switch (syntax) {
            case Syntax.Parentheses parentheses -> condition(parentheses.inner());
            case Syntax.And and -> new Condition.And(condition(and.left()), condition(and.right()));
            case Syntax.Or or -> new Condition.Or(condition(or.left()), condition(or.right()));
            case Syntax.Not not -> new Condition.Not(condition(not.condition()));
            case Syntax.Comparison comparison -> compare(comparison);
            case Syntax.Between between -> between(between);
            case Syntax.In in -> in(in);
            case Syntax.Call call -> call(call);
            case Syntax.Path _, Syntax.Value _, Syntax.Arithmetic _ ->
                throw new IllegalStateException("the grammar takes no operand for a condition: " + syntax);
        };
    }

    private Operand operand(Syntax syntax) {
        return switch (Resolving.bare(syntax)) {
            case Syntax.Path path -> new Operand.Path(resolving.path(path));
            case Syntax.Value value -> new Operand.Literal(resolving.value(value));
            case Syntax.Call call -> size(call);
            case Syntax.Parentheses _,
                    Syntax.Arithmetic _,
                    Syntax.Comparison _,
                    Syntax.Between _,
                    Syntax.In _,
                    Syntax.Not _,
                    Syntax.And _,
                    Syntax.Or _ -> throw new IllegalStateException("the grammar takes no such operand: " + syntax);
        };
    }

    private Operand size(Syntax.Call call) {
        Operand of = operand(call.arguments().getFirst());
        AttributeType type = knownType(of);
        if (type == AttributeType.N || type == AttributeType.BOOL || type == AttributeType.NULL) {
            throw resolving.wrongType(Function.SIZE.text(), type);
        }
        return new Operand.Size(of);
    }

    private static @Nullable AttributeType knownType(Operand operand) {
        return switch (operand) {
            case Operand.Literal literal -> literal.value().type();
            case Operand.Size _ -> AttributeType.N;
            case Operand.Path _ -> null;
        };
    }

    private Condition compare(Syntax.Comparison comparison) {
        Comparator comparator = Comparator.of(comparison.operator());
        Operand left = operand(comparison.left());
        Operand right = operand(comparison.right());
        checkOthers(comparison.operator(), left, List.of(right));
        if (comparator.isOrder()) {
            checkOrdered(comparison.operator(), List.of(left, right));
        }
        return new Condition.Compare(comparator, left, right);
    }

    private Condition between(Syntax.Between between) {
        Operand operand = operand(between.operand());
        Operand low = operand(between.low());
        Operand high = operand(between.high());
        checkOthers("BETWEEN", operand, List.of(low, high));
        checkOrdered("BETWEEN", List.of(operand, low, high));
        if (low instanceof Operand.Literal first && high instanceof Operand.Literal last) {
            checkBounds(first.value(), last.value());
        }
        return new Condition.Between(operand, low, high);
    }

    private void checkBounds(AttributeValue low, AttributeValue high) {
        String bounds = "lower bound operand: AttributeValue: " + shown(low) + ", upper bound operand: AttributeValue: "
                + shown(high);
        if (low.type() != high.type()) {
            throw resolving.invalid(
                    "The BETWEEN operator requires same data type for lower and upper bounds; " + bounds);
        }
        if (Comparator.GREATER.holds(low, high)) {
            throw resolving.invalid(
                    "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; " + bounds);
        }
    }

    private static String shown(AttributeValue bound) {
        return switch (bound) {
            case AttributeValue.S text -> "{S:" + text.value() + "}";
            case AttributeValue.N number -> "{N:" + number.value() + "}";
            case AttributeValue.B bytes -> "{B:" + buffer(bytes.value()) + "}";
            case AttributeValue.Bool _,
                    AttributeValue.Null _,
                    AttributeValue.M _,
                    AttributeValue.L _,
                    AttributeValue.SS _,
                    AttributeValue.NS _,
                    AttributeValue.BS _ -> throw new IllegalStateException("no bound: " + bound.type());
        };
    }

    private static String buffer(Bytes bytes) {
        return "java.nio.HeapByteBuffer[pos=0 lim=" + bytes.size() + " cap=" + bytes.size() + "]";
    }

    private Condition in(Syntax.In in) {
        Operand operand = operand(in.operand());
        List<Operand> values = new ArrayList<>(in.values().size());
        in.values().forEach(value -> values.add(operand(value)));
        if (values.size() > DynamoLimits.IN_VALUES) {
            throw resolving.invalid(
                    "The IN operator is provided with too many operands; number of operands: " + values.size());
        }
        checkOthers("IN", operand, values);
        return new Condition.In(operand, values);
    }

    private Condition call(Syntax.Call call) {
        Function function = Function.named(call.function())
                .orElseThrow(() -> new IllegalStateException("a function that was checked: " + call));
        return switch (function) {
            case ATTRIBUTE_EXISTS -> new Condition.Exists(path(call));
            case ATTRIBUTE_NOT_EXISTS -> new Condition.Not(new Condition.Exists(path(call)));
            case ATTRIBUTE_TYPE -> hasType(call);
            case BEGINS_WITH -> {
                Operand operand = operand(call.arguments().getFirst());
                Operand start = operand(call.arguments().getLast());
                checkOthers(call.function(), operand, List.of(start));
                checkStart(operand);
                checkStart(start);
                yield new Condition.BeginsWith(operand, start);
            }
            case CONTAINS -> {
                Operand operand = operand(call.arguments().getFirst());
                Operand part = operand(call.arguments().getLast());
                checkOthers(call.function(), operand, List.of(part));
                yield new Condition.Contains(operand, part);
            }
            case SIZE, IF_NOT_EXISTS, LIST_APPEND ->
                throw new IllegalStateException("checked to be no condition: " + call);
        };
    }

    private DocumentPath path(Syntax.Call call) {
        return resolving.pathOf(call.function(), call.arguments().getFirst());
    }

    private Condition hasType(Syntax.Call call) {
        Operand operand = new Operand.Path(path(call));
        Operand named = operand(call.arguments().getLast());
        checkOthers(call.function(), operand, List.of(named));
        AttributeType known = knownType(named);
        if (!(named instanceof Operand.Literal(AttributeValue.S name))) {
            throw resolving.wrongType(call.function(), known == null ? ANY_TYPE : known.name());
        }
        for (AttributeType type : AttributeType.values()) {
            if (type.name().equals(name.value())) {
                return new Condition.HasType(operand, type);
            }
        }
        throw resolving.invalid(
                "Invalid attribute type name found; type: " + name.value() + ", valid types: " + TYPE_NAMES);
    }

    private void checkStart(Operand operand) {
        AttributeType type = knownType(operand);
        if (type != null && type != AttributeType.S && type != AttributeType.B) {
            throw resolving.wrongType(Function.BEGINS_WITH.text(), type);
        }
    }

    private void checkOrdered(String operator, List<Operand> operands) {
        for (Operand operand : operands) {
            AttributeType type = knownType(operand);
            if (type != null && !type.isScalarKey()) {
                throw resolving.wrongType(operator, type);
            }
        }
    }

    private void checkOthers(String operator, Operand first, List<Operand> others) {
        if (first instanceof Operand.Path(DocumentPath path) && others.contains(first)) {
            throw resolving.invalid(
                    "The first operand must be distinct from the remaining operands for this operator or "
                            + "function; operator: " + operator + ", first operand: " + path);
        }
    }
}
