/** Tests of SQS, op. */
@org.jspecify.annotations.NullUnmarked
package io.penstock.services.sqs.op;
