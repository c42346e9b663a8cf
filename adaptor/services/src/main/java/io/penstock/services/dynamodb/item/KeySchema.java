package io.penstock.services.dynamodb.item;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.rules.DynamoLimits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which attributes are the key of a table or an index. */
public record KeySchema(KeyAttribute hash, Optional<KeyAttribute> range) {

    private static final String EMPTY =
            "The AttributeValue for a key attribute cannot contain an empty %s value. Key: %s";
    private static final String NO_MATCH = "The provided key element does not match the schema";

    /** A schema without sort key. */
    public static KeySchema of(KeyAttribute hash) {
        return new KeySchema(hash, Optional.empty());
    }

    public static KeySchema of(KeyAttribute hash, KeyAttribute range) {
        return new KeySchema(hash, Optional.of(range));
    }

    /** The partition key and, if there is one, the sort key. */
    public List<KeyAttribute> attributes() {
        return Stream.concat(Stream.of(hash), range.stream()).toList();
    }

    public boolean contains(String name) {
        return attributes().stream().anyMatch(attribute -> attribute.name().equals(name));
    }

    /**
     * The key of an item that shall be stored.
     *
     * @throws FaultException {@code ValidationException} when the item lacks it, or has it in another type, empty or too large
     */
    public PrimaryKey keyOf(Item item) {
        for (KeyAttribute attribute : attributes()) {
            AttributeValue value = item.get(attribute.name());
            if (value == null) {
                throw DynamoFaults.invalidParameter("Missing the key " + attribute.name() + " in the item");
            }
            if (value.type() != attribute.type()) {
                throw DynamoFaults.invalidParameter("Type mismatch for key " + attribute.name() + " expected: "
                        + attribute.type() + " actual: " + value.type());
            }
            if (isEmpty(value)) {
                throw DynamoFaults.validation("One or more parameter values are not valid. "
                        + String.format(EMPTY, kind(value), attribute.name()));
            }
            checkSize(attribute, value);
        }
        return key(item);
    }

    /**
     * The key that a caller names an item by.
     *
     * @param named the attributes of the key and no others
     * @throws FaultException {@code ValidationException} when they are not those of this schema, or are empty or too large
     */
    public PrimaryKey named(Item named) {
        if (named.attributes().size() != attributes().size()) {
            throw DynamoFaults.validation(NO_MATCH);
        }
        for (KeyAttribute attribute : attributes()) {
            AttributeValue value = named.get(attribute.name());
            if (value == null || value.type() != attribute.type()) {
                throw DynamoFaults.validation(NO_MATCH);
            }
            if (isEmpty(value)) {
                throw DynamoFaults.invalidParameter(String.format(EMPTY, kind(value), attribute.name()));
            }
            checkSize(attribute, value);
        }
        return key(named);
    }

    /**
     * The key of an item in an index; empty when the item lacks it or has it in another type, and is not in the index for that reason.
     */
    public Optional<PrimaryKey> sparseKeyOf(Item item) {
        for (KeyAttribute attribute : attributes()) {
            AttributeValue value = item.get(attribute.name());
            if (value == null || value.type() != attribute.type()) {
                return Optional.empty();
            }
        }
        return Optional.of(key(item));
    }

    /** The key as attributes. */
    public Item toItem(PrimaryKey key) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        attributes.put(hash.name(), key.hash());
        range.ifPresent(attribute -> key.range().ifPresent(value -> attributes.put(attribute.name(), value)));
        return new Item(attributes);
    }

    /** Reads what {@link PrimaryKey#bytes} wrote, and leaves what stands behind it. */
    public PrimaryKey read(ByteSource from) {
        AttributeValue first = OrderedBytes.read(from, hash.type());
        return new PrimaryKey(first, range.map(attribute -> OrderedBytes.read(from, attribute.type())));
    }

    private PrimaryKey key(Item item) {
        return new PrimaryKey(present(item, hash), range.map(attribute -> present(item, attribute)));
    }

    private static AttributeValue present(Item item, KeyAttribute attribute) {
        AttributeValue value = item.get(attribute.name());
        if (value == null) {
            throw new IllegalStateException("checked before to have " + attribute.name());
        }
        return value;
    }

    private void checkSize(KeyAttribute attribute, AttributeValue value) {
        boolean isHash = attribute.equals(hash);
        if (value.type() == AttributeType.N) {
            return;
        }
        if (isHash && ValueSize.of(value) > DynamoLimits.HASH_KEY_BYTES) {
            throw DynamoFaults.invalidParameter("Size of hashkey has exceeded the maximum size limit of2048 bytes");
        }
        if (!isHash && ValueSize.of(value) > DynamoLimits.RANGE_KEY_BYTES) {
            throw DynamoFaults.invalidParameter(
                    "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
        }
    }

    private static boolean isEmpty(AttributeValue value) {
        return value.type() != AttributeType.N && ValueSize.of(value) == 0;
    }

    private static String kind(AttributeValue value) {
        return value instanceof AttributeValue.S ? "string" : "binary";
    }
}
