/**
 * What a node keeps on its own disk so that memory stays bounded: {@link io.penstock.kernel.port.LocalStore} on RocksDB. Everything in it can be built again
 * from Kafka, so a store that cannot be opened is thrown away.
 */
@NullMarked
package io.penstock.log.local;

import org.jspecify.annotations.NullMarked;
