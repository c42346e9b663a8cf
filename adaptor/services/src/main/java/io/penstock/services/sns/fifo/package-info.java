/**
 * FIFO topics. Each has a log of its own, one partition, to which any node appends. An aggregate for each creation of a topic judges its records in the order of
 * the log, tells publishers whether theirs are duplicates, remembers how far messages were sent on, and how far replays are. Its companion follows the log and
 * sends on: to FIFO queues strictly in order and once, because records say where in the log they come from.
 */
@NullMarked
package io.penstock.services.sns.fifo;

import org.jspecify.annotations.NullMarked;
