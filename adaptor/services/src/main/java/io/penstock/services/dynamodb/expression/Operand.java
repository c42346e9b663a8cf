package io.penstock.services.dynamodb.expression;

import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.Item;
import org.jspecify.annotations.Nullable;

/** Something with a value in a condition. */
public sealed interface Operand {

    /** Its value for an item; null when there is none. */
    @Nullable
    AttributeValue in(Item item);

    record Path(DocumentPath path) implements Operand {
        @Override
        public @Nullable AttributeValue in(Item item) {
            return path.in(item);
        }
    }

    record Literal(AttributeValue value) implements Operand {
        @Override
        public AttributeValue in(Item item) {
            return value;
        }
    }

    /** How long a string, binary or collection is; numbers, booleans and nulls have no size. */
    record Size(Operand of) implements Operand {
        @Override
        public @Nullable AttributeValue in(Item item) {
            AttributeValue value = of.in(item);
            return value == null ? null : size(value);
        }

        private static @Nullable AttributeValue size(AttributeValue value) {
            return switch (value) {
                case AttributeValue.S text -> AttributeValue.N.of(text.value().length());
                case AttributeValue.B bytes -> AttributeValue.N.of(bytes.value().size());
                case AttributeValue.M map -> AttributeValue.N.of(map.value().size());
                case AttributeValue.L list -> AttributeValue.N.of(list.value().size());
                case AttributeValue.SS set -> AttributeValue.N.of(set.value().size());
                case AttributeValue.NS set -> AttributeValue.N.of(set.value().size());
                case AttributeValue.BS set -> AttributeValue.N.of(set.value().size());
                case AttributeValue.N _, AttributeValue.Bool _, AttributeValue.Null _ -> null;
            };
        }
    }
}
