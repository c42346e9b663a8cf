/**
 * The kernel's ports on Kafka. {@link io.penstock.log.Cluster} starts and stops everything in order; the packages below it each hold one port.
 *
 * <p>Topics owned here, all under the operator's prefix: {@code penstock.cluster} (the cluster's identity), {@code penstock.catalog}
 * (definitions), {@code penstock.journal} and {@code penstock.snapshots} (shards), {@code penstock.shards} (empty; its consumer group deals out
 * the shards). Nothing but these packages sees Kafka's client.
 */
@NullMarked
package io.penstock.log;

import org.jspecify.annotations.NullMarked;
