/** Tests of SQS, attempt. */
@org.jspecify.annotations.NullUnmarked
package io.penstock.services.sqs.attempt;
