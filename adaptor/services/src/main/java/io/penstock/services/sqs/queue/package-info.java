/**
 * The window of one queue partition: which messages of its topic partition are visible, in flight, delayed, moving or
 * gone.
 *
 * <p>Pure. {@link io.penstock.services.sqs.queue.QueueProtocol} says what can be asked and what happens; {@link
 * io.penstock.services.sqs.queue.QueuePartition} names the aggregate and says whether it is FIFO; {@link
 * io.penstock.services.sqs.queue.ReceiptHandle} is what a consumer holds. Bodies are never here: they stay in the
 * topic, and whoever hosts
 * the machine reads them by offset. Rows SQS-10 to SQS-21 of AWS's behaviour are decided here, and nothing about wire
 * formats.
 */
@NullMarked
package io.penstock.services.sqs.queue;

import org.jspecify.annotations.NullMarked;
