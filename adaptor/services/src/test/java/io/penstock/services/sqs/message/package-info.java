/** Tests of SQS, message. */
@org.jspecify.annotations.NullUnmarked
package io.penstock.services.sqs.message;
