/** When a delivery that failed is made again: pure arithmetic, without a clock, of no service in particular. */
@NullMarked
package io.penstock.services.deliveries;

import org.jspecify.annotations.NullMarked;
