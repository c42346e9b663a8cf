/** Limits and errors of EventBridge Scheduler. */
@NullMarked
package io.penstock.services.scheduler.rules;

import org.jspecify.annotations.NullMarked;
