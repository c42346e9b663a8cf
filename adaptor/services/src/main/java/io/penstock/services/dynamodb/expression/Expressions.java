package io.penstock.services.dynamodb.expression;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The expressions of one request with its placeholders. Read each expression in turn, the update before the condition, the filter and the
 * projection before the key condition, as AWS does; then {@link #checkAllUsed}. Not thread-safe.
 *
 * <p>Every method throws {@link io.penstock.kernel.fault.FaultException}, a {@code ValidationException}, for what is not valid.
 */
public final class Expressions {

    private final Placeholders placeholders;

    private Expressions(Placeholders placeholders) {
        this.placeholders = placeholders;
    }

    /**
     * Those of a request.
     *
     * @param names {@code ExpressionAttributeNames}; null when the request has none
     * @param values {@code ExpressionAttributeValues}; null when the request has none
     */
    public static Expressions of(@Nullable Map<String, String> names, @Nullable Map<String, AttributeValue> values) {
        return new Expressions(Placeholders.of(names, values));
    }

    /** {@code ConditionExpression}; {@link Condition.Always} for null. */
    public Condition condition(@Nullable String text) {
        return text == null
                ? new Condition.Always()
                : ConditionBuilder.build(ExpressionKind.CONDITION, placeholders, text);
    }

    /** {@code FilterExpression}; {@link Condition.Always} for null. */
    public Condition filter(@Nullable String text) {
        return text == null
                ? new Condition.Always()
                : ConditionBuilder.build(ExpressionKind.FILTER, placeholders, text);
    }

    /** {@code UpdateExpression}. */
    public Update update(String text) {
        return UpdateBuilder.build(placeholders, text);
    }

    /** {@code ProjectionExpression}; empty for null. */
    public Optional<Projection> projection(@Nullable String text) {
        return Optional.ofNullable(text).map(written -> ProjectionBuilder.build(placeholders, written));
    }

    /** {@code KeyConditionExpression}, which {@link KeyPredicates#on} fits to a table or index. */
    public KeyPredicates keyCondition(String text) {
        return KeyPredicateBuilder.of(ConditionBuilder.build(ExpressionKind.KEY_CONDITION, placeholders, text));
    }

    /** To be called when all expressions were read: refuses placeholders that none of them used. */
    public void checkAllUsed() {
        placeholders.checkUsed();
    }
}
