/** Deliveries on the memory host, with a virtual clock. */
@NullMarked
package io.penstock.services.deliveries;

import org.jspecify.annotations.NullMarked;
