/** The machine of partitions by itself. */
@NullMarked
package io.penstock.services.deliveries.lane;

import org.jspecify.annotations.NullMarked;
