/** Tests of DynamoDB, expression. */
@org.jspecify.annotations.NullUnmarked
package io.penstock.services.dynamodb.expression;
