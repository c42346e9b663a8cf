/** Calls of targets, as the services get them. */
@NullMarked
package io.penstock.services.scheduler.invocation;

import org.jspecify.annotations.NullMarked;
