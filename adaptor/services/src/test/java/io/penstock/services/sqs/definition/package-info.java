/** Tests of SQS, definition. */
@org.jspecify.annotations.NullUnmarked
package io.penstock.services.sqs.definition;
