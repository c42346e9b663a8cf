package io.penstock.services.dynamodb.expression;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.expression.Update.Action;
import io.penstock.services.dynamodb.expression.Update.Source;
import io.penstock.services.dynamodb.item.AttributeType;
import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.SdkValues;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;

/**
 * {@code AttributeUpdates} and {@code AttributesToGet} in the terms of expressions.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.AttributeUpdates.html">AttributeUpdates</a>
 */
public final class LegacyUpdates {

    private LegacyUpdates() {}

    /**
     * {@code AttributeUpdates}.
     *
     * @throws FaultException {@code ValidationException} when an action lacks its value, or has one of the wrong type
     */
    public static Update update(Map<String, AttributeValueUpdate> updates) {
        List<Action> actions = new ArrayList<>();
        updates.forEach((name, update) -> actions.add(action(name, update)));
        return new Update(actions);
    }

    private static Action action(String name, AttributeValueUpdate update) {
        DocumentPath path = DocumentPath.of(name);
        AttributeAction action = update.action() == null ? AttributeAction.PUT : update.action();
        if (update.value() == null) {
            if (action == AttributeAction.DELETE) {
                return new Action.Remove(path);
            }
            throw DynamoFaults.invalidParameter("Only DELETE action is allowed when no attribute value is specified");
        }
        AttributeValue value = SdkValues.value(update.value());
        AttributeType type = value.type();
        return switch (action) {
            case PUT -> new Action.Put(path, new Source.Literal(value));
            case ADD -> {
                if (type != AttributeType.N && type != AttributeType.L && !type.isSet()) {
                    throw DynamoFaults.invalidParameter("ADD action is not supported for the type " + type);
                }
                yield new Action.LegacyAdd(path, value);
            }
            case DELETE -> {
                if (!type.isSet()) {
                    throw DynamoFaults.invalidParameter(
                            "DELETE action with value is not supported for the type " + type);
                }
                yield new Action.LegacyDelete(path, value);
            }
            case UNKNOWN_TO_SDK_VERSION ->
                throw DynamoFaults.invalidParameter("no such action: " + update.actionAsString());
        };
    }

    /**
     * {@code AttributesToGet}.
     *
     * @throws FaultException {@code ValidationException} when a name is there twice
     */
    public static Projection projection(List<String> attributes) {
        Set<String> seen = new HashSet<>();
        for (String name : attributes) {
            if (!seen.add(name)) {
                throw DynamoFaults.invalidParameter("Duplicate value in attribute name: " + name);
            }
        }
        return new Projection(attributes.stream().map(DocumentPath::of).toList());
    }
}
