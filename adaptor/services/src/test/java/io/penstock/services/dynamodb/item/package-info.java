/** Tests of DynamoDB, item. */
@org.jspecify.annotations.NullUnmarked
package io.penstock.services.dynamodb.item;
