/**
 * DynamoDB's expression language: conditions and filters, key conditions, projections and updates, and the older parameters in the same terms.
 *
 * <p>{@link io.penstock.services.dynamodb.expression.Expressions} reads texts in three steps: tokens, a tree of what was written ({@code Syntax}),
 * and, once placeholders are put in and everything is checked, what is evaluated ({@link io.penstock.services.dynamodb.expression.Condition},
 * {@link io.penstock.services.dynamodb.expression.Update}, {@link io.penstock.services.dynamodb.expression.Projection}, {@link
 * io.penstock.services.dynamodb.expression.KeyCondition}). All of it is pure; whatever a caller writes ends in a value or in a {@code
 * ValidationException} with AWS's message, in time and depth bounded by the 4 KB of an expression.
 */
@NullMarked
package io.penstock.services.dynamodb.expression;

import org.jspecify.annotations.NullMarked;
