/** Schedules on the memory host, with a virtual clock. */
@NullMarked
package io.penstock.services.scheduler;

import org.jspecify.annotations.NullMarked;
