/** Tests of DynamoDB. */
@org.jspecify.annotations.NullUnmarked
package io.penstock.services.dynamodb;
