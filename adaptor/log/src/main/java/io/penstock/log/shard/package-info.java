/**
 * The shard host: {@link io.penstock.kernel.port.Machines} on Kafka. Owns the topics {@code penstock.journal} and {@code penstock.snapshots}, one
 * partition of each per shard.
 *
 * <h2>One ownership of a shard</h2>
 *
 * A {@link io.penstock.log.shard.Term} is one ownership from beginning to end; it never comes back, a new one is made instead.
 *
 * <pre>
 *   STARTING   appends an EPOCH record; its offset is the epoch's number. Commands wait.
 *      |       append failed: ENDED, tried again after a pause
 *   REPLAYING  reads snapshot and journal up to that record. Commands wait.
 *      |       unreadable: ENDED, tried again after a pause
 *   LIVE       decides; answers what is acknowledged at contiguous offsets.
 *      |       given up in order: decides nothing new, waits shortly for acknowledgements, ENDED; undecided commands go to the next owner
 *      |       an append failed, or an EPOCH of another was found between two acknowledgements: ENDED (deposed)
 *   ENDED      state is dropped, companions are closed, what was decided and not acknowledged fails as unavailable
 * </pre>
 *
 * <h2>Which journal records count</h2>
 *
 * Offsets only grow, so of two epochs the later has the greater number. A record counts if its epoch is that of the last EPOCH record before it, and
 * its sequence number is one more than that of the last record that counts in this epoch. The first rule silences deposed owners. The second
 * silences an owner after a lost append: what it sent behind it was decided on top of something that never became durable. Repeats of a
 * record fall under it too.
 */
@NullMarked
package io.penstock.log.shard;

import org.jspecify.annotations.NullMarked;
