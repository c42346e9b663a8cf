/**
 * When a schedule runs: {@code at}, {@code rate} and {@code cron} as values, free of I/O and clocks.
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html">Schedule types</a>
 */
@NullMarked
package io.penstock.kernel.schedule;

import org.jspecify.annotations.NullMarked;
