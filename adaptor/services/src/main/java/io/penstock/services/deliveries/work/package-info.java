/** Who works a partition of the log off: reads it, chooses what is attempted next, posts, and reports how it went. */
@NullMarked
package io.penstock.services.deliveries.work;

import org.jspecify.annotations.NullMarked;
