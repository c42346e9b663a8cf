/**
 * What happens around the window of a queue partition where it is owned: following the topic, keeping bodies at hand, moving messages to
 * other queues, trimming. {@link io.penstock.services.sqs.partition.QueueCompanion} ties it to the aggregate of {@code queue}.
 *
 * <p>Memory: bodies are bounded by {@link io.penstock.services.sqs.partition.BodyBudget} for the whole process, whatever the backlog.
 */
@NullMarked
package io.penstock.services.sqs.partition;

import org.jspecify.annotations.NullMarked;
