/** What schedules invoke: which targets are taken, and how an invocation is made through the services of this node. */
@NullMarked
package io.penstock.services.scheduler.invocation;

import org.jspecify.annotations.NullMarked;
