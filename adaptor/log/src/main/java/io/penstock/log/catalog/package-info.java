/**
 * {@link io.penstock.kernel.port.Catalog} on one compacted partition that every node tails into memory. The key of a record is kind, a zero byte and the
 * entry's key; its value a format byte, the version and the entry's value.
 */
@NullMarked
package io.penstock.log.catalog;

import org.jspecify.annotations.NullMarked;
