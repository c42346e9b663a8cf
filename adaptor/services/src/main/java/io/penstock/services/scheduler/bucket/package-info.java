/** A bucket of schedules: the aggregate that keeps them, decides their occurrences and follows each invocation until it has succeeded or is given up. */
@NullMarked
package io.penstock.services.scheduler.bucket;

import org.jspecify.annotations.NullMarked;
