/**
 * Where items live. A table has P partitions; each is an aggregate, {@link io.penstock.services.dynamodb.store.PartitionMachine}, that holds the items whose
 * partition key hashes to it, and one partition of the table's compacted topic.
 *
 * <h2>Where an item is</h2>
 *
 * <pre>
 *   journal   every change, fenced; the truth
 *   overlay   in memory: changes that are not yet in the store, undecided ones included
 *   topic     changes that are committed, for Kafka consumers and for rebuilding stores
 *   store     on the owner's disk: what folding the topic from its start to a position gives
 * </pre>
 *
 * <p><b>Invariant.</b> The newest committed image of every key is in the topic, acknowledged, or in the overlay that the journal gives. So a snapshot holds
 * the overlay only, and the store may be lost, old, or another node's: it is a function of the topic's records before its position. What is not
 * committed never leaves memory: the topic is written after the journal's acknowledgement, the store after the topic's.
 *
 * <h2>Terms</h2>
 *
 * An owner begins a term: it journals the term's number, appends a mark with it to the topic, folds the topic up to the mark into its store, and only then
 * answers. Records of an earlier term behind a mark are a deposed owner's. They are skipped in folding, and whoever owns the
 * partition writes the key's present image again, long before compaction could prefer the late one.
 */
@NullMarked
package io.penstock.services.dynamodb.store;

import org.jspecify.annotations.NullMarked;
