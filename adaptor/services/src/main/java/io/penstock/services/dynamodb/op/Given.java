package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.expression.ExpressionKind;
import io.penstock.services.dynamodb.expression.Expressions;
import io.penstock.services.dynamodb.expression.ParameterStyles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The expressions and the older parameters that a request has, before they are read: it may have one or the other. */
final class Given {

    private final List<String> legacy = new ArrayList<>();
    private final List<ExpressionKind> known = new ArrayList<>();
    private final List<ExpressionKind> present = new ArrayList<>();

    /** One of the older parameters. */
    Given legacy(String parameter, boolean isPresent) {
        if (isPresent) {
            legacy.add(parameter);
        }
        return this;
    }

    /** An expression that the operation knows; null when the request lacks it. */
    Given expression(ExpressionKind kind, @Nullable String text) {
        known.add(kind);
        if (text != null) {
            present.add(kind);
        }
        return this;
    }

    /**
     * Refuses mixtures.
     *
     * @param names null when the request has none
     * @param values null when the request has none
     */
    Expressions check(@Nullable Map<String, String> names, @Nullable Map<String, AttributeValue> values) {
        new ParameterStyles(legacy, known, present).check(names, values);
        return Expressions.of(names, values);
    }
}
