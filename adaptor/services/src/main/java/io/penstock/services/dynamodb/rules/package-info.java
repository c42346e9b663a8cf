/** AWS's words and numbers for DynamoDB. Everything else of the service stands on this. */
@NullMarked
package io.penstock.services.dynamodb.rules;

import org.jspecify.annotations.NullMarked;
