/**
 * Which partition answered a ReceiveRequestAttemptId, on FIFO queues of several partitions. Polls with one id take messages from wherever they find some; before one of
 * them answers, it asks here whether another was answered by another partition. See decision 028.
 *
 * <p>Aggregates {@code sqs.attempts}: a few for each creation of a queue, ids are spread over them. They have no companion, and go when the last of their ids is five
 * minutes old.
 */
@NullMarked
package io.penstock.services.sqs.attempt;

import org.jspecify.annotations.NullMarked;
