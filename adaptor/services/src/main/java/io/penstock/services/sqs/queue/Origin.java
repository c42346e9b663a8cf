package io.penstock.services.sqs.queue;

import io.penstock.kernel.dedup.Hash128;

/**
 * Where a record comes from whose writer reads a log of its own in order and, after a crash, writes a stretch of it again.
 *
 * @param source stands for the writer's log, as far as it is for this queue
 * @param position in it; grows from record to record
 * @param after the position of the record before, whose append was not acknowledged when this one was sent; -1 when all before were
 */
public record Origin(Hash128 source, long position, long after) {}
