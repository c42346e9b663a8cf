/** Buses and rules as machines, on a clock of the tests' own. */
@NullMarked
package io.penstock.services.events.bus;

import org.jspecify.annotations.NullMarked;
