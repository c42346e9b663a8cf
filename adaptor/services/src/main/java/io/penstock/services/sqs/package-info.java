/**
 * Amazon SQS over queue topics. {@link io.penstock.services.sqs.Sqs} is the entrance and the only class that other packages use. What a topic
 * holds, what differs from AWS and the table of operations are in {@code docs/services/sqs.md}.
 *
 * <p>Two kinds of aggregates: {@code sqs.definition}, keyed by the queue's ARN, decides what exists and how it is configured;
 * {@code sqs.queue}, keyed by ARN, partition and the id of one creation, keeps the window of one partition.
 */
@NullMarked
package io.penstock.services.sqs;

import org.jspecify.annotations.NullMarked;
