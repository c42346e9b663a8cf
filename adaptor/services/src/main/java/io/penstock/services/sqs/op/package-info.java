/**
 * The operations of SQS, one class each. They check the form of a request, find the queue, ask its aggregates, and put the answer into
 * AWS's words; facts are decided by the aggregates. Handlers block their virtual thread.
 */
@NullMarked
package io.penstock.services.sqs.op;

import org.jspecify.annotations.NullMarked;
