/** The choice among lanes, and posting, by themselves. */
@NullMarked
package io.penstock.services.deliveries.work;

import org.jspecify.annotations.NullMarked;
