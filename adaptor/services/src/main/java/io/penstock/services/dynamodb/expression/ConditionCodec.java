package io.penstock.services.dynamodb.expression;

import io.penstock.services.dynamodb.expression.Condition.Comparator;
import io.penstock.services.dynamodb.item.AttributeType;
import io.penstock.services.dynamodb.item.ByteSink;
import io.penstock.services.dynamodb.item.ByteSource;
import io.penstock.services.dynamodb.item.ItemCodec;
import java.util.ArrayList;
import java.util.List;

/** Conditions as bytes, for commands that go from node to node; {@link UpdateCodec} does the same for updates. */
public final class ConditionCodec {

    /** No condition that was read from a text is nested as deeply. */
    private static final int DEPTH = 2_000;

    private ConditionCodec() {}

    public static void write(ByteSink to, Condition condition) {
        switch (condition) {
            case Condition.Always _ -> to.u8(0);
            case Condition.Compare compare -> {
                to.u8(1).u8(code(compare.comparator()));
                write(to, compare.left());
                write(to, compare.right());
            }
            case Condition.Between between -> {
                to.u8(2);
                write(to, between.operand());
                write(to, between.low());
                write(to, between.high());
            }
            case Condition.In in -> {
                write(to.u8(3), in.operand());
                to.number(in.values().size());
                in.values().forEach(value -> write(to, value));
            }
            case Condition.Exists exists -> PathCodec.write(to.u8(4), exists.path());
            case Condition.HasType type -> write(to.u8(5).text(type.type().name()), type.operand());
            case Condition.BeginsWith begins -> {
                write(to.u8(6), begins.operand());
                write(to, begins.start());
            }
            case Condition.Contains contains -> {
                write(to.u8(7), contains.operand());
                write(to, contains.part());
            }
            case Condition.Not not -> write(to.u8(8), not.condition());
            case Condition.And and -> {
                write(to.u8(9), and.left());
                write(to, and.right());
            }
            case Condition.Or or -> {
                write(to.u8(10), or.left());
                write(to, or.right());
            }
        }
    }

    /** @throws IllegalStateException for bytes that {@link #write} cannot have made */
    public static Condition condition(ByteSource from) {
        return condition(from, 0);
    }

    private static Condition condition(ByteSource from, int depth) {
        if (depth > DEPTH) {
            throw new IllegalStateException("conditions nested more deeply than any text's");
        }
        int tag = from.u8();
        return switch (tag) {
            case 0 -> new Condition.Always();
            case 1 -> new Condition.Compare(comparator(from.u8()), operand(from), operand(from));
            case 2 -> new Condition.Between(operand(from), operand(from), operand(from));
            case 3 -> new Condition.In(operand(from), operands(from));
            case 4 -> new Condition.Exists(PathCodec.read(from));
            case 5 -> {
                AttributeType type = type(from.text());
                yield new Condition.HasType(operand(from), type);
            }
            case 6 -> new Condition.BeginsWith(operand(from), operand(from));
            case 7 -> new Condition.Contains(operand(from), operand(from));
            case 8 -> new Condition.Not(condition(from, depth + 1));
            case 9 -> new Condition.And(condition(from, depth + 1), condition(from, depth + 1));
            case 10 -> new Condition.Or(condition(from, depth + 1), condition(from, depth + 1));
            default -> throw new IllegalStateException("no condition: " + tag);
        };
    }

    private static void write(ByteSink to, Operand operand) {
        switch (operand) {
            case Operand.Path path -> PathCodec.write(to.u8(0), path.path());
            case Operand.Literal literal -> ItemCodec.write(to.u8(1), literal.value());
            case Operand.Size size -> write(to.u8(2), size.of());
        }
    }

    private static Operand operand(ByteSource from) {
        int tag = from.u8();
        return switch (tag) {
            case 0 -> new Operand.Path(PathCodec.read(from));
            case 1 -> new Operand.Literal(ItemCodec.read(from));
            case 2 -> new Operand.Size(sized(from));
            default -> throw new IllegalStateException("no operand: " + tag);
        };
    }

    /** A size of a size is no expression's, and would let bytes nest without end. */
    private static Operand sized(ByteSource from) {
        int tag = from.u8();
        return switch (tag) {
            case 0 -> new Operand.Path(PathCodec.read(from));
            case 1 -> new Operand.Literal(ItemCodec.read(from));
            default -> throw new IllegalStateException("nothing that has a size: " + tag);
        };
    }

    private static List<Operand> operands(ByteSource from) {
        int count = from.count();
        List<Operand> operands = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            operands.add(operand(from));
        }
        return operands;
    }

    private static AttributeType type(String name) {
        for (AttributeType type : AttributeType.values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw new IllegalStateException("no type: " + name);
    }

    private static int code(Comparator comparator) {
        return switch (comparator) {
            case EQUAL -> 0;
            case NOT_EQUAL -> 1;
            case LESS -> 2;
            case LESS_OR_EQUAL -> 3;
            case GREATER -> 4;
            case GREATER_OR_EQUAL -> 5;
        };
    }

    private static Comparator comparator(int code) {
        for (Comparator comparator : Comparator.values()) {
            if (code(comparator) == code) {
                return comparator;
            }
        }
        throw new IllegalStateException("no comparator: " + code);
    }
}
