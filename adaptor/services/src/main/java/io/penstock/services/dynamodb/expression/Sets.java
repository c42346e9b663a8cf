package io.penstock.services.dynamodb.expression;

import io.penstock.services.dynamodb.item.AttributeValue;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Arithmetic of sets; empty where it has no result. */
final class Sets {

    private Sets() {}

    /** All members of both; empty when they are not sets of one type. */
    static Optional<AttributeValue> union(AttributeValue one, AttributeValue other) {
        if (one instanceof AttributeValue.SS a && other instanceof AttributeValue.SS b) {
            return Optional.of(new AttributeValue.SS(union(a.value(), b.value())));
        }
        if (one instanceof AttributeValue.NS a && other instanceof AttributeValue.NS b) {
            return Optional.of(new AttributeValue.NS(union(a.value(), b.value())));
        }
        if (one instanceof AttributeValue.BS a && other instanceof AttributeValue.BS b) {
            return Optional.of(new AttributeValue.BS(union(a.value(), b.value())));
        }
        return Optional.empty();
    }

    /** The members of one that the other, of the same type, has not; empty when there are none, because no set is empty. */
    static Optional<AttributeValue> difference(AttributeValue one, AttributeValue other) {
        if (one instanceof AttributeValue.SS a && other instanceof AttributeValue.SS b) {
            return difference(a.value(), b.value()).map(AttributeValue.SS::new);
        }
        if (one instanceof AttributeValue.NS a && other instanceof AttributeValue.NS b) {
            return difference(a.value(), b.value()).map(AttributeValue.NS::new);
        }
        if (one instanceof AttributeValue.BS a && other instanceof AttributeValue.BS b) {
            return difference(a.value(), b.value()).map(AttributeValue.BS::new);
        }
        throw new IllegalStateException("no sets of one type: " + one.type() + " and " + other.type());
    }

    private static <T> Set<T> union(Set<T> one, Set<T> other) {
        Set<T> all = new LinkedHashSet<>(one);
        all.addAll(other);
        return all;
    }

    private static <T> Optional<Set<T>> difference(Set<T> one, Set<T> other) {
        Set<T> left = new LinkedHashSet<>(one);
        left.removeAll(other);
        return left.isEmpty() ? Optional.empty() : Optional.of(left);
    }
}
