/**
 * Everything that remembers is an aggregate: a pure {@link io.penstock.kernel.machine.Machine} decides on commands and evolves by events.
 *
 * <p>A host keeps each aggregate in one shard, runs a shard strictly in order, appends the events of a decision to the shard's journal
 * and releases the reply only when that append is durable. Nothing in this package does I/O, reads a clock or draws random numbers.
 */
@NullMarked
package io.penstock.kernel.machine;

import org.jspecify.annotations.NullMarked;
