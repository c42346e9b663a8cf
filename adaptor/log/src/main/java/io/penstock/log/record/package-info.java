/**
 * {@link io.penstock.kernel.port.RecordLog} on Kafka. Appends go through two producers chosen by load. Feeds at the end of their partition share a
 * consumer with a long fetch wait; feeds that are behind, new or just resumed are read by other consumers with a short one, so that a deep backlog never
 * delays the tail and nothing new waits behind a parked fetch. Under load a feed gets what this node itself appended without a fetch. Those who read whole partitions in pieces have consumers of their own, which keep their
 * place between two pieces.
 */
@NullMarked
package io.penstock.log.record;

import org.jspecify.annotations.NullMarked;
