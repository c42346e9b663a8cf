package io.penstock.services.dynamodb.expression;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.rules.DynamoFaults;

/** The parameters of a request that hold expressions, by the names that messages use. */
public enum ExpressionKind {
    UPDATE("UpdateExpression"),
    CONDITION("ConditionExpression"),
    KEY_CONDITION("KeyConditionExpression"),
    FILTER("FilterExpression"),
    PROJECTION("ProjectionExpression");

    private final String parameter;

    ExpressionKind(String parameter) {
        this.parameter = parameter;
    }

    public String parameter() {
        return parameter;
    }

    /** {@code ValidationException} about an expression of this kind. */
    FaultException invalid(String text) {
        return DynamoFaults.validation("Invalid " + parameter + ": " + text);
    }
}
