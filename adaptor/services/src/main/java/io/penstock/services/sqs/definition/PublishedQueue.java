package io.penstock.services.sqs.definition;

import org.jspecify.annotations.Nullable;

/**
 * What the catalog says of a queue.
 *
 * @param move the active message move task that drains it: owners of its partitions learn from it where to move messages
 */
public record PublishedQueue(
        QueueDefinition queue, @Nullable MoveTask move) {}
