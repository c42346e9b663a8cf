package io.penstock.services.dynamodb.expression;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.SdkValues;
import io.penstock.services.dynamodb.item.Utf8;
import io.penstock.services.dynamodb.item.ValueSize;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.rules.DynamoLimits;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code ExpressionAttributeNames} and {@code ExpressionAttributeValues} of a request, and which of them were used. Not thread-safe. */
final class Placeholders {

    private static final String NAMES = "ExpressionAttributeNames";
    private static final String VALUES = "ExpressionAttributeValues";

    private final Map<String, String> names;
    private final Map<String, AttributeValue> values;
    private final Set<String> unusedNames;
    private final Set<String> unusedValues;

    private Placeholders(Map<String, String> names, Map<String, AttributeValue> values) {
        this.names = names;
        this.values = values;
        this.unusedNames = new LinkedHashSet<>(names.keySet());
        this.unusedValues = new LinkedHashSet<>(values.keySet());
    }

    /**
     * Those of a request.
     *
     * @param names null when the request has none
     * @param values null when the request has none
     * @throws FaultException {@code ValidationException} when one is empty, or has a key or value that is not valid
     */
    static Placeholders of(
            @Nullable Map<String, String> names,
            @Nullable Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> values) {
        Map<String, String> checkedNames = names == null ? Map.of() : names(names);
        Map<String, AttributeValue> checkedValues = values == null ? Map.of() : values(values);
        long size = 0;
        for (Map.Entry<String, String> name : checkedNames.entrySet()) {
            size += Utf8.length(name.getKey()) + Utf8.length(name.getValue());
        }
        for (Map.Entry<String, AttributeValue> value : checkedValues.entrySet()) {
            size += Utf8.length(value.getKey()) + ValueSize.of(value.getValue());
        }
        if (size > DynamoLimits.SUBSTITUTION_BYTES) {
            throw DynamoFaults.validation(
                    "Expression size has exceeded the maximum allowed size; expression size: " + size);
        }
        return new Placeholders(checkedNames, checkedValues);
    }

    private static Map<String, String> names(Map<String, String> names) {
        checkKeys(NAMES, '#', names.keySet());
        names.forEach((key, name) -> {
            if (name.isEmpty()) {
                throw DynamoFaults.validation(NAMES + " contains invalid value: Empty attribute name for key " + key);
            }
        });
        return names;
    }

    private static Map<String, AttributeValue> values(
            Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> values) {
        checkKeys(VALUES, ':', values.keySet());
        Map<String, AttributeValue> checked = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            try {
                checked.put(key, SdkValues.value(value));
            } catch (FaultException e) {
                throw DynamoFaults.validation(
                        VALUES + " contains invalid value: " + e.getMessage() + " for key " + key);
            }
        });
        return checked;
    }

    private static void checkKeys(String parameter, char first, Set<String> keys) {
        if (keys.isEmpty()) {
            throw DynamoFaults.validation(parameter + " must not be empty");
        }
        for (String key : keys) {
            int size = Utf8.length(key);
            if (size > DynamoLimits.PLACEHOLDER_BYTES) {
                throw DynamoFaults.validation(
                        parameter + " contains invalid key: The expression attribute map contains a "
                                + "key that is too long; size of key: " + size);
            }
            boolean valid = key.length() > 1
                    && key.charAt(0) == first
                    && key.chars().skip(1).allMatch(c -> Lexer.isWord((char) c));
            if (!valid) {
                throw DynamoFaults.validation(parameter + " contains invalid key: Syntax error; key: \"" + key + "\"");
            }
        }
    }

    String name(ExpressionKind kind, String placeholder) {
        String name = names.get(placeholder);
        if (name == null) {
            throw kind.invalid("An expression attribute name used in the document path is not defined; attribute name: "
                    + placeholder);
        }
        unusedNames.remove(placeholder);
        return name;
    }

    AttributeValue value(ExpressionKind kind, String placeholder) {
        AttributeValue value = values.get(placeholder);
        if (value == null) {
            throw kind.invalid(
                    "An expression attribute value used in expression is not defined; attribute value: " + placeholder);
        }
        unusedValues.remove(placeholder);
        return value;
    }

    /** @throws FaultException {@code ValidationException} when one was not used */
    void checkUsed() {
        checkUsed(NAMES, unusedNames);
        checkUsed(VALUES, unusedValues);
    }

    private static void checkUsed(String parameter, Set<String> unused) {
        if (!unused.isEmpty()) {
            throw DynamoFaults.validation("Value provided in " + parameter + " unused in expressions: keys: {"
                    + String.join(", ", unused) + "}");
        }
    }
}
