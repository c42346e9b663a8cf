package io.penstock.services.dynamodb.expression;

import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.Utf8;
import java.util.OptionalInt;

/** How values compare. */
final class Values {

    private Values() {}

    /** The order of two strings, numbers or binaries; values of different types, or of others, have none. */
    static OptionalInt compare(AttributeValue one, AttributeValue other) {
        return switch (one) {
            case AttributeValue.S text ->
                other instanceof AttributeValue.S second
                        ? OptionalInt.of(Utf8.compare(text.value(), second.value()))
                        : OptionalInt.empty();
            case AttributeValue.N number ->
                other instanceof AttributeValue.N second
                        ? OptionalInt.of(number.value().compareTo(second.value()))
                        : OptionalInt.empty();
            case AttributeValue.B bytes ->
                other instanceof AttributeValue.B second
                        ? OptionalInt.of(bytes.value().compareTo(second.value()))
                        : OptionalInt.empty();
            case AttributeValue.Bool _,
                    AttributeValue.Null _,
                    AttributeValue.M _,
                    AttributeValue.L _,
                    AttributeValue.SS _,
                    AttributeValue.NS _,
                    AttributeValue.BS _ -> OptionalInt.empty();
        };
    }

    /** Whether a string or binary begins with another. */
    static boolean beginsWith(AttributeValue value, AttributeValue start) {
        if (value instanceof AttributeValue.S text && start instanceof AttributeValue.S first) {
            return text.value().startsWith(first.value());
        }
        return value instanceof AttributeValue.B bytes
                && start instanceof AttributeValue.B first
                && bytes.value().startsWith(first.value());
    }

    /** Whether a text or binary has a part, or a set or list a member. */
    static boolean contains(AttributeValue value, AttributeValue part) {
        return switch (value) {
            case AttributeValue.S text ->
                part instanceof AttributeValue.S inner && text.value().contains(inner.value());
            case AttributeValue.B bytes ->
                part instanceof AttributeValue.B inner && bytes.value().contains(inner.value());
            case AttributeValue.SS set ->
                part instanceof AttributeValue.S member && set.value().contains(member.value());
            case AttributeValue.NS set ->
                part instanceof AttributeValue.N member && set.value().contains(member.value());
            case AttributeValue.BS set ->
                part instanceof AttributeValue.B member && set.value().contains(member.value());
            case AttributeValue.L list -> list.value().contains(part);
            case AttributeValue.N _, AttributeValue.Bool _, AttributeValue.Null _, AttributeValue.M _ -> false;
        };
    }
}
