/** When a delivery that failed is made again: pure arithmetic, without a clock, of no service in particular. */
@NullMarked
package io.penstock.kernel.retry;

import org.jspecify.annotations.NullMarked;
