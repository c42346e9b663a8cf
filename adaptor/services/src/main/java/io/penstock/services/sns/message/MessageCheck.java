package io.penstock.services.sns.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.services.sns.rules.SnsFaults;
import io.penstock.services.sns.rules.SnsLimits;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/**
 * What may be published.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html">Publish</a>
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html">Amazon SNS message attributes</a>
 */
public final class MessageCheck {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SUBJECT_LENGTH = 100;
    private static final int NAME_LENGTH = 256;
    private static final int ID_LENGTH = 128;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final Pattern TYPE = Pattern.compile("(String|Number|Binary)(\\..+)?");
    private static final Pattern ID =
            Pattern.compile("[A-Za-z0-9!\"#$%&'()*+,./:;<=>?@\\[\\\\\\]^_`{|}~-]{1," + ID_LENGTH + "}");

    private MessageCheck() {}

    /**
     * Refuses what SNS would refuse.
     *
     * @param fifo whether the topic is
     * @return bytes of the message and its attributes
     */
    public static int check(Outgoing outgoing, boolean fifo) {
        String message = outgoing.message();
        if (message == null || message.isBlank()) {
            throw SnsFaults.invalid("Empty message");
        }
        subject(outgoing);
        attributes(outgoing.attributes());
        int bytes = bytes(outgoing, message);
        if (bytes > SnsLimits.MESSAGE_BYTES) {
            throw SnsFaults.invalid("Message too long");
        }
        ids(outgoing, fifo);
        structure(outgoing, message);
        return bytes;
    }

    private static void ids(Outgoing outgoing, boolean fifo) {
        String id = outgoing.deduplicationId();
        if (id != null && !fifo) {
            throw SnsFaults.invalid(
                    "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter "
                            + "that is not valid for this topic type");
        }
        if (id != null && !ID.matcher(id).matches()) {
            throw SnsFaults.invalid("MessageDeduplicationId Reason: The MessageDeduplicationId can only include "
                    + "alphanumeric and punctuation characters. 1 to " + ID_LENGTH + " in length.");
        }
        String group = outgoing.group();
        if (fifo && group == null) {
            throw SnsFaults.invalid("The MessageGroupId parameter is required for FIFO topics");
        }
        if (group != null && !ID.matcher(group).matches()) {
            throw SnsFaults.invalid("MessageGroupId Reason: The MessageGroupId can only include alphanumeric and "
                    + "punctuation characters. 1 to " + ID_LENGTH + " in length.");
        }
    }

    private static void subject(Outgoing outgoing) {
        String subject = outgoing.subject();
        if (subject == null) {
            return;
        }
        boolean good = !subject.isEmpty()
                && subject.length() <= SUBJECT_LENGTH
                && !Character.isWhitespace(subject.charAt(0))
                && subject.chars().noneMatch(Character::isISOControl);
        if (!good) {
            throw SnsFaults.invalid("Subject");
        }
    }

    private static void structure(Outgoing outgoing, String message) {
        String structure = outgoing.structure();
        if (structure == null || structure.isEmpty()) {
            return;
        }
        if (!structure.equals("json")) {
            throw SnsFaults.invalid("MessageStructure");
        }
        JsonNode texts;
        try {
            texts = JSON.readTree(message);
        } catch (JsonProcessingException e) {
            throw SnsFaults.invalid("Message Structure - JSON message body failed to parse");
        }
        if (!texts.isObject()) {
            throw SnsFaults.invalid("Message Structure - JSON message body failed to parse");
        }
        if (!texts.path("default").isTextual()) {
            throw SnsFaults.invalid("Message Structure - No default entry in JSON message body");
        }
    }

    private static int bytes(Outgoing outgoing, String message) {
        int bytes = message.getBytes(UTF_8).length;
        for (Map.Entry<String, MessageAttributeValue> attribute :
                outgoing.attributes().entrySet()) {
            MessageAttributeValue value = attribute.getValue();
            bytes += attribute.getKey().getBytes(UTF_8).length
                    + value.dataType().getBytes(UTF_8).length
                    + value(value).length;
        }
        return bytes;
    }

    /** The value of a checked attribute. */
    static byte[] value(MessageAttributeValue value) {
        return value.dataType().startsWith("Binary")
                ? value.binaryValue().asByteArray()
                : value.stringValue().getBytes(UTF_8);
    }

    private static void attributes(Map<String, MessageAttributeValue> attributes) {
        attributes.forEach((name, value) -> {
            name(name);
            String type = value.dataType();
            if (type == null) {
                throw SnsFaults.missing("messageAttributes." + name + ".member.dataType");
            }
            if (!TYPE.matcher(type).matches()) {
                throw SnsFaults.invalidValue("The message attribute '" + name
                        + "' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, "
                        + "and String.");
            }
            boolean binary = type.startsWith("Binary");
            boolean other = binary ? value.stringValue() != null : value.binaryValue() != null;
            boolean empty = binary
                    ? value.binaryValue() == null || value.binaryValue().asByteArrayUnsafe().length == 0
                    : value.stringValue() == null || value.stringValue().isEmpty();
            if (empty && other) {
                throw SnsFaults.invalidValue("The message attribute '" + name + "' with type '" + type
                        + "' must use field '" + (binary ? "Binary" : "String") + "'.");
            }
            if (empty) {
                throw SnsFaults.invalidValue("The message attribute '" + name
                        + "' must contain non-empty message attribute value for message attribute type '" + type
                        + "'.");
            }
        });
    }

    private static void name(String name) {
        if (name.length() > NAME_LENGTH) {
            throw SnsFaults.invalidValue("Length of message attribute name must be less than 256 bytes.");
        }
        if (NAME.matcher(name).matches()) {
            return;
        }
        if (name.startsWith(".")) {
            throw SnsFaults.invalidValue("Invalid message attribute name starting with character '.' was found.");
        }
        if (name.endsWith(".")) {
            throw SnsFaults.invalidValue("Invalid message attribute name ending with character '.' was found.");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '.' && !NAME.matcher(String.valueOf(c)).matches()) {
                throw SnsFaults.invalidValue("Invalid non-alphanumeric character '#x"
                        + Integer.toHexString(c).toUpperCase(Locale.ROOT)
                        + "' was found in the message attribute name. Can only include alphanumeric characters, hyphens, "
                        + "underscores, or dots.");
            }
        }
        throw SnsFaults.invalidValue("Message attribute name can not have successive '.' character.");
    }
}
