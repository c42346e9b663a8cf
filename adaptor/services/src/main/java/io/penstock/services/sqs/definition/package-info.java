/**
 * What queues exist and how they are configured: aggregate {@code sqs.definition}, keyed by the queue's ARN. Its companion makes the world
 * follow: Kafka topics, the catalog entry that every node reads, purges and message moves. All its effects are idempotent and are
 * redone by the next owner when one dies.
 */
@NullMarked
package io.penstock.services.sqs.definition;

import org.jspecify.annotations.NullMarked;
