/** One class an operation: checks the request in AWS's words, asks tables and partitions, answers in the SDK's types. */
@NullMarked
package io.penstock.services.dynamodb.op;

import org.jspecify.annotations.NullMarked;
