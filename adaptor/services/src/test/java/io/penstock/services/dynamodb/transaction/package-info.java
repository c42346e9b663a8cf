/** Coordinators and partitions together on the memory ports. */
@NullMarked
package io.penstock.services.dynamodb.transaction;

import org.jspecify.annotations.NullMarked;
