/** Tests of SQS on the memory ports. */
@org.jspecify.annotations.NullUnmarked
package io.penstock.services.sqs;
