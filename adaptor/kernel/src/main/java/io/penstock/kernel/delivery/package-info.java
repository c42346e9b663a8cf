/** What is to be delivered to endpoints outside, as records of one log that any service and the fan-out append to. Pure; the format is public. */
@NullMarked
package io.penstock.kernel.delivery;

import org.jspecify.annotations.NullMarked;
