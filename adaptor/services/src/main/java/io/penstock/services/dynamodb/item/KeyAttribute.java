package io.penstock.services.dynamodb.item;

/**
 * An attribute that is a part of a key.
 *
 * @param type a string, a number or a binary
 */
public record KeyAttribute(String name, AttributeType type) {

    public KeyAttribute {
        if (!type.isScalarKey()) {
            throw new IllegalArgumentException("a key is S, N or B: " + name + " is " + type);
        }
    }
}
