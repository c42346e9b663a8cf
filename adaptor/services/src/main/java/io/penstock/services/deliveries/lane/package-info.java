/** What is remembered of a partition of the log of deliveries: per lane what is under way or waits, by offset. Pure. */
@NullMarked
package io.penstock.services.deliveries.lane;

import org.jspecify.annotations.NullMarked;
