package io.penstock.services.dynamodb.item;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Items as DynamoDB's JSON, which is what Kafka consumers of a table read: an object of attributes, each an object with one member, the
 * type, such as <code>{"pk":{"S":"a"},"n":{"N":"12.5"},"b":{"B":"base64"},"t":{"BOOL":true},"z":{"NULL":true},"m":{"M":{}},"l":{"L":[]},
 * "ss":{"SS":["a"]}}</code>.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html#Programming.LowLevelAPI.DataTypeDescriptors">Data type descriptors</a>
 */
public final class ItemJson {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(200).build())
            .build();

    private ItemJson() {}

    /** UTF-8. */
    public static byte[] encode(Item item) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (JsonGenerator to = FACTORY.createGenerator(bytes)) {
            write(to, item);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Writes the object of an item where the generator stands. */
    public static void write(JsonGenerator to, Item item) throws IOException {
        attributes(to, item.attributes());
    }

    /**
     * Reads what {@link #encode} wrote, or anybody else in this form.
     *
     * @throws IllegalStateException for anything else
     * @throws io.penstock.kernel.fault.FaultException for a number that is none
     */
    public static Item decode(byte[] json) {
        try (JsonParser from = FACTORY.createParser(json)) {
            from.nextToken();
            Item item = read(from);
            if (from.nextToken() != null) {
                throw broken(from);
            }
            return item;
        } catch (IOException e) {
            throw new IllegalStateException("no item in JSON", e);
        }
    }

    /** Reads the object at whose beginning the parser stands, and leaves the parser at its end. */
    public static Item read(JsonParser from) throws IOException {
        return new Item(attributes(from));
    }

    private static void attributes(JsonGenerator to, Map<String, AttributeValue> attributes) throws IOException {
        to.writeStartObject();
        for (Map.Entry<String, AttributeValue> attribute : attributes.entrySet()) {
            to.writeFieldName(attribute.getKey());
            value(to, attribute.getValue());
        }
        to.writeEndObject();
    }

    private static void value(JsonGenerator to, AttributeValue value) throws IOException {
        to.writeStartObject();
        to.writeFieldName(value.type().name());
        switch (value) {
            case AttributeValue.S text -> to.writeString(text.value());
            case AttributeValue.N number -> to.writeString(number.value().toString());
            case AttributeValue.B bytes -> to.writeBinary(bytes.value().unsafe());
            case AttributeValue.Bool bool -> to.writeBoolean(bool.value());
            case AttributeValue.Null _ -> to.writeBoolean(true);
            case AttributeValue.M map -> attributes(to, map.value());
            case AttributeValue.L list -> {
                to.writeStartArray();
                for (AttributeValue element : list.value()) {
                    value(to, element);
                }
                to.writeEndArray();
            }
            case AttributeValue.SS set -> {
                to.writeStartArray();
                for (String member : set.value()) {
                    to.writeString(member);
                }
                to.writeEndArray();
            }
            case AttributeValue.NS set -> {
                to.writeStartArray();
                for (DdbNumber member : set.value()) {
                    to.writeString(member.toString());
                }
                to.writeEndArray();
            }
            case AttributeValue.BS set -> {
                to.writeStartArray();
                for (Bytes member : set.value()) {
                    to.writeBinary(member.unsafe());
                }
                to.writeEndArray();
            }
        }
        to.writeEndObject();
    }

    private static Map<String, AttributeValue> attributes(JsonParser from) throws IOException {
        require(from, from.currentToken(), JsonToken.START_OBJECT);
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        for (String name = from.nextFieldName(); name != null; name = from.nextFieldName()) {
            from.nextToken();
            attributes.put(name, value(from));
        }
        require(from, from.currentToken(), JsonToken.END_OBJECT);
        return attributes;
    }

    private static AttributeValue value(JsonParser from) throws IOException {
        require(from, from.currentToken(), JsonToken.START_OBJECT);
        String name = from.nextFieldName();
        AttributeType type = type(from, name);
        from.nextToken();
        AttributeValue value = value(from, type);
        require(from, from.nextToken(), JsonToken.END_OBJECT);
        return value;
    }

    private static AttributeType type(JsonParser from, @Nullable String name) throws IOException {
        for (AttributeType type : AttributeType.values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw broken(from);
    }

    private static AttributeValue value(JsonParser from, AttributeType type) throws IOException {
        return switch (type) {
            case S -> new AttributeValue.S(text(from));
            case N -> new AttributeValue.N(DdbNumber.parse(text(from)));
            case B -> new AttributeValue.B(binary(from));
            case BOOL -> new AttributeValue.Bool(from.getBooleanValue());
            case NULL -> {
                require(from, from.currentToken(), JsonToken.VALUE_TRUE);
                yield new AttributeValue.Null();
            }
            case M -> new AttributeValue.M(attributes(from));
            case L -> new AttributeValue.L(new ArrayList<>(elements(from, ItemJson::value)));
            case SS -> new AttributeValue.SS(members(from, ItemJson::text));
            case NS -> new AttributeValue.NS(members(from, in -> DdbNumber.parse(text(in))));
            case BS -> new AttributeValue.BS(members(from, ItemJson::binary));
        };
    }

    /** Reads one element. */
    private interface Reading<T> {
        T read(JsonParser from) throws IOException;
    }

    private static <T> List<T> elements(JsonParser from, Reading<T> reading) throws IOException {
        require(from, from.currentToken(), JsonToken.START_ARRAY);
        List<T> elements = new ArrayList<>();
        for (JsonToken next = from.nextToken(); next != JsonToken.END_ARRAY; next = from.nextToken()) {
            elements.add(reading.read(from));
        }
        return elements;
    }

    private static <T> Set<T> members(JsonParser from, Reading<T> reading) throws IOException {
        Set<T> members = new LinkedHashSet<>(elements(from, reading));
        if (members.isEmpty()) {
            throw broken(from);
        }
        return members;
    }

    private static String text(JsonParser from) throws IOException {
        require(from, from.currentToken(), JsonToken.VALUE_STRING);
        return from.getText();
    }

    private static Bytes binary(JsonParser from) throws IOException {
        require(from, from.currentToken(), JsonToken.VALUE_STRING);
        return Bytes.of(from.getBinaryValue());
    }

    private static void require(JsonParser from, @Nullable JsonToken token, JsonToken wanted) throws IOException {
        if (token != wanted) {
            throw broken(from);
        }
    }

    private static IllegalStateException broken(JsonParser from) throws IOException {
        return new IllegalStateException("no item in JSON: " + from.currentToken() + " at " + from.currentLocation());
    }
}
