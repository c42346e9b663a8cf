package io.penstock.services.dynamodb.item;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A value of an attribute, or an element of another value. Immutable; collections keep the order they were given in, which equality ignores
 * except for lists.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html">AttributeValue</a>
 */
public sealed interface AttributeValue {

    /** The data type. */
    AttributeType type();

    /** A string, compared by its UTF-8 bytes. */
    record S(String value) implements AttributeValue {
        @Override
        public AttributeType type() {
            return AttributeType.S;
        }
    }

    record N(DdbNumber value) implements AttributeValue {
        /** For numbers of ours. */
        public static N of(long value) {
            return new N(DdbNumber.of(value));
        }

        @Override
        public AttributeType type() {
            return AttributeType.N;
        }
    }

    record B(Bytes value) implements AttributeValue {
        @Override
        public AttributeType type() {
            return AttributeType.B;
        }
    }

    record Bool(boolean value) implements AttributeValue {
        @Override
        public AttributeType type() {
            return AttributeType.BOOL;
        }
    }

    record Null() implements AttributeValue {
        @Override
        public AttributeType type() {
            return AttributeType.NULL;
        }
    }

    record M(Map<String, AttributeValue> value) implements AttributeValue {
        public M {
            value = Collections.unmodifiableMap(new LinkedHashMap<>(value));
        }

        @Override
        public AttributeType type() {
            return AttributeType.M;
        }
    }

    record L(List<AttributeValue> value) implements AttributeValue {
        public L {
            value = List.copyOf(value);
        }

        @Override
        public AttributeType type() {
            return AttributeType.L;
        }
    }

    /** Strings, one at least. */
    record SS(Set<String> value) implements AttributeValue {
        public SS {
            value = copy(value);
        }

        @Override
        public AttributeType type() {
            return AttributeType.SS;
        }
    }

    /** Numbers, one at least. */
    record NS(Set<DdbNumber> value) implements AttributeValue {
        public NS {
            value = copy(value);
        }

        @Override
        public AttributeType type() {
            return AttributeType.NS;
        }
    }

    /** Binaries, one at least. */
    record BS(Set<Bytes> value) implements AttributeValue {
        public BS {
            value = copy(value);
        }

        @Override
        public AttributeType type() {
            return AttributeType.BS;
        }
    }

    private static <T> Set<T> copy(Collection<T> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a set has a member at least");
        }
        return Collections.unmodifiableSet(new LinkedHashSet<>(values));
    }
}
