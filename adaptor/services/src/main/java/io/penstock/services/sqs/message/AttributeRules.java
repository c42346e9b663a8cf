package io.penstock.services.sqs.message;

import static io.penstock.services.sqs.rules.SqsFaults.invalid;

import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsLimits;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * The rules of message attributes.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html">Message metadata</a>
 */
public final class AttributeRules {

    private static final int MAXIMUM_NAME = 256;
    private static final int MAXIMUM_DIGITS = 38;
    private static final BigDecimal LEAST = BigDecimal.TEN.pow(128).negate();
    private static final BigDecimal GREATEST = BigDecimal.TEN.pow(126);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final Pattern TYPE = Pattern.compile("(String|Number|Binary)(\\..+)?");

    private AttributeRules() {}

    /** Checks attributes of a send and takes them over, ordered by name as the digest needs them. */
    public static SortedMap<String, UserAttribute> check(Map<String, MessageAttributeValue> attributes) {
        if (attributes.size() > SqsLimits.MESSAGE_ATTRIBUTES) {
            throw invalid("Number of message attributes [" + attributes.size() + "] exceeds the allowed maximum ["
                    + SqsLimits.MESSAGE_ATTRIBUTES + "].");
        }
        SortedMap<String, UserAttribute> checked = new TreeMap<>();
        attributes.forEach((name, value) -> {
            name(name);
            checked.put(name, attribute(name, value));
        });
        return checked;
    }

    /** The size that attributes add to a message. */
    public static long size(Map<String, UserAttribute> attributes) {
        long size = 0;
        for (Map.Entry<String, UserAttribute> attribute : attributes.entrySet()) {
            size += attribute.getKey().getBytes(StandardCharsets.UTF_8).length
                    + attribute.getValue().size();
        }
        return size;
    }

    private static void name(String name) {
        if (name.isEmpty()) {
            throw invalid("The request must contain non-empty message (user) attribute names.");
        }
        if (name.length() >= MAXIMUM_NAME) {
            throw invalid("Message (user) attribute names must be shorter than 256 Bytes");
        }
        if (!NAME.matcher(name).matches()) {
            throw invalid("Message (user) attributes name can only contain upper and lower score characters, digits, "
                    + "periods, hyphens and underscores. ");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("aws.") || lower.startsWith("amazon.") || lower.startsWith(".") || lower.endsWith(".")) {
            throw invalid("You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are "
                    + "reserved for internal use. Additionally, they cannot start or end with '.'.");
        }
        if (name.contains("..")) {
            throw invalid("Message (user) attribute name can not have successive '.' characters. ");
        }
    }

    private static UserAttribute attribute(String name, MessageAttributeValue value) {
        if (!value.stringListValues().isEmpty() || !value.binaryListValues().isEmpty()) {
            throw invalid("Message attribute list values in SendMessage operation are not supported.");
        }
        String type = type(name, value.dataType());
        if (type.startsWith("Binary")) {
            return binary(name, type, value.binaryValue());
        }
        String text = value.stringValue();
        if (text == null || text.isEmpty()) {
            throw empty(name, type.startsWith("Number") ? "Number" : "String");
        }
        if (!MessageRules.isAllowed(text)) {
            throw invalid(SqsFaults.INVALID_MESSAGE_CONTENTS.text());
        }
        if (type.startsWith("Number")) {
            number(name, text);
        }
        return new UserAttribute(type, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String type(String name, @Nullable String type) {
        if (type == null || type.isEmpty()) {
            throw invalid(
                    "The message (user) attribute '" + name + "' must contain a non-empty message attribute type.");
        }
        if (!TYPE.matcher(type).matches()) {
            throw invalid("The type of message (user) attribute '" + name
                    + "' is invalid. You must use only the following supported type prefixes: Binary, Number, String.");
        }
        if (!MessageRules.isAllowed(type)) {
            throw invalid(SqsFaults.INVALID_MESSAGE_CONTENTS.text());
        }
        if (type.length() >= MAXIMUM_NAME) {
            throw invalid("Message (user) attribute types must be shorter than 256 Bytes");
        }
        return type;
    }

    private static UserAttribute binary(String name, String type, @Nullable SdkBytes value) {
        if (value == null || value.asByteArrayUnsafe().length == 0) {
            throw empty(name, "Binary");
        }
        return new UserAttribute(type, value.asByteArrayUnsafe());
    }

    private static void number(String name, String text) {
        if (text.length() > MAXIMUM_NAME) {
            throw notANumber(name);
        }
        BigDecimal number;
        try {
            number = new BigDecimal(text.trim());
        } catch (NumberFormatException e) {
            throw notANumber(name);
        }
        boolean fits = number.stripTrailingZeros().precision() <= MAXIMUM_DIGITS
                && number.compareTo(LEAST) >= 0
                && number.compareTo(GREATEST) <= 0;
        if (!fits) {
            throw notANumber(name);
        }
    }

    private static RuntimeException notANumber(String name) {
        return invalid("Can't cast the value of message (user) attribute '" + name + "' to a number.");
    }

    private static RuntimeException empty(String name, String type) {
        return invalid(
                "Message (user) attribute '" + name + "' must contain a non-empty value of type '" + type + "'.");
    }
}
