package io.penstock.services.dynamodb.expression;

import io.penstock.services.dynamodb.item.AttributeType;
import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.Item;
import java.util.List;

/**
 * Something that holds for an item or does not: a condition of a write, or a filter. An item that does not exist is the empty one. A
 * comparison with something that is not there does not hold, except {@code <>}, which then does.
 */
public sealed interface Condition {

    boolean holds(Item item);

    /** Comparisons of two values. */
    enum Comparator {
        EQUAL("="),
        NOT_EQUAL("<>"),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        private final String symbol;

        Comparator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }

        /** Whether it asks for the order of its operands, and not only for their equality. */
        boolean isOrder() {
            return this != EQUAL && this != NOT_EQUAL;
        }

        /** The one that says the same when the operands change places. */
        Comparator mirrored() {
            return switch (this) {
                case EQUAL -> EQUAL;
                case NOT_EQUAL -> NOT_EQUAL;
                case LESS -> GREATER;
                case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
                case GREATER -> LESS;
                case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
            };
        }

        static Comparator of(String symbol) {
            for (Comparator comparator : values()) {
                if (comparator.symbol.equals(symbol)) {
                    return comparator;
                }
            }
            throw new IllegalStateException("no comparator: " + symbol);
        }

        /** Whether it holds between two values that are there. */
        boolean holds(AttributeValue left, AttributeValue right) {
            if (!isOrder()) {
                return left.equals(right) == (this == EQUAL);
            }
            return Values.compare(left, right).stream().anyMatch(this::holdsForOrder);
        }

        private boolean holdsForOrder(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order <= 0;
                case GREATER -> order > 0;
                case GREATER_OR_EQUAL -> order >= 0;
            };
        }
    }

    record Always() implements Condition {
        @Override
        public boolean holds(Item item) {
            return true;
        }
    }

    record Compare(Comparator comparator, Operand left, Operand right) implements Condition {
        @Override
        public boolean holds(Item item) {
            AttributeValue one = left.in(item);
            AttributeValue other = right.in(item);
            return (one == null || other == null) ? comparator == Comparator.NOT_EQUAL : comparator.holds(one, other);
        }
    }

    /** Both bounds count. */
    record Between(Operand operand, Operand low, Operand high) implements Condition {
        @Override
        public boolean holds(Item item) {
            return new Compare(Comparator.GREATER_OR_EQUAL, operand, low).holds(item)
                    && new Compare(Comparator.LESS_OR_EQUAL, operand, high).holds(item);
        }
    }

    record In(Operand operand, List<Operand> values) implements Condition {
        public In {
            values = List.copyOf(values);
        }

        @Override
        public boolean holds(Item item) {
            AttributeValue value = operand.in(item);
            return value != null && values.stream().anyMatch(one -> value.equals(one.in(item)));
        }
    }

    record Exists(DocumentPath path) implements Condition {
        @Override
        public boolean holds(Item item) {
            return path.in(item) != null;
        }
    }

    record HasType(Operand operand, AttributeType type) implements Condition {
        @Override
        public boolean holds(Item item) {
            AttributeValue value = operand.in(item);
            return value != null && value.type() == type;
        }
    }

    record BeginsWith(Operand operand, Operand start) implements Condition {
        @Override
        public boolean holds(Item item) {
            AttributeValue value = operand.in(item);
            AttributeValue first = start.in(item);
            return value != null && first != null && Values.beginsWith(value, first);
        }
    }

    record Contains(Operand operand, Operand part) implements Condition {
        @Override
        public boolean holds(Item item) {
            AttributeValue value = operand.in(item);
            AttributeValue inner = part.in(item);
            return value != null && inner != null && Values.contains(value, inner);
        }
    }

    record Not(Condition condition) implements Condition {
        @Override
        public boolean holds(Item item) {
            return !condition.holds(item);
        }
    }

    record And(Condition left, Condition right) implements Condition {
        @Override
        public boolean holds(Item item) {
            return left.holds(item) && right.holds(item);
        }
    }

    record Or(Condition left, Condition right) implements Condition {
        @Override
        public boolean holds(Item item) {
            return left.holds(item) || right.holds(item);
        }
    }
}
