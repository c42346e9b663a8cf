/**
 * Messages for queues, written as any producer would write them: in the form that {@code docs/services/sqs.md} gives for the topics of queues.
 */
@NullMarked
package io.penstock.streams.queue;

import org.jspecify.annotations.NullMarked;
