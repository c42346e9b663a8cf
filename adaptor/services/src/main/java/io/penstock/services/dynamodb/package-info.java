/** DynamoDB-compatible tables, API version 2012-08-10. */
@NullMarked
package io.penstock.services.dynamodb;

import org.jspecify.annotations.NullMarked;
