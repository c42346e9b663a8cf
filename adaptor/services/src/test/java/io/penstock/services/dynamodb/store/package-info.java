/** Partitions of tables on the memory ports. */
@NullMarked
package io.penstock.services.dynamodb.store;

import org.jspecify.annotations.NullMarked;
