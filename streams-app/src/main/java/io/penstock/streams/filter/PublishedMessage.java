package io.penstock.streams.filter;

import java.util.Map;
import java.util.Optional;

/**
 * What policies look at.
 *
 * @param attributes by name
 * @param body as it was published: with MessageStructure=json the text meant for the subscription's protocol
 */
public record PublishedMessage(Map<String, Attribute> attributes, String body) {

    /**
     * A message attribute.
     *
     * @param value its text; of {@link DataType#BINARY} it is not looked at
     */
    public record Attribute(DataType type, String value) {}

    /**
     * The types of attributes.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html">Amazon SNS message attributes</a>
     */
    public enum DataType {
        STRING("String"),
        /** A JSON array of strings, numbers, true, false and null. */
        STRING_ARRAY("String.Array"),
        NUMBER("Number"),
        /** Policies do not see these. */
        BINARY("Binary");

        private final String text;

        DataType(String text) {
            this.text = text;
        }

        /** The type of that name, in exactly that spelling. */
        public static Optional<DataType> of(String text) {
            for (DataType type : values()) {
                if (type.text.equals(text)) {
                    return Optional.of(type);
                }
            }
            return Optional.empty();
        }
    }

    public PublishedMessage {
        attributes = Map.copyOf(attributes);
    }
}
