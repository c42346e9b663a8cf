/** Schedules and groups as values, what their aggregates are asked and answer, and the bytes of all that. */
@NullMarked
package io.penstock.services.scheduler.schedule;

import org.jspecify.annotations.NullMarked;
