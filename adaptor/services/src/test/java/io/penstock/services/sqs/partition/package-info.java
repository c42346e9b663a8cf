/** Tests of SQS, partition. */
@org.jspecify.annotations.NullUnmarked
package io.penstock.services.sqs.partition;
