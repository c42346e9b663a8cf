/**
 * Items as DynamoDB knows them: values, numbers of 38 digits, keys and their order, sizes, and their forms as bytes, as DynamoDB's JSON and
 * as the SDK's types.
 *
 * <p>Everything here is immutable and pure. Values that came through {@link io.penstock.services.dynamodb.item.SdkValues} are valid; whoever
 * makes values otherwise keeps the rules of {@link io.penstock.services.dynamodb.item.AttributeValue}.
 */
@NullMarked
package io.penstock.services.dynamodb.item;

import org.jspecify.annotations.NullMarked;
