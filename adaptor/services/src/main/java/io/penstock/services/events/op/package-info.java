/** The operations of EventBridge. */
@NullMarked
package io.penstock.services.events.op;

import org.jspecify.annotations.NullMarked;
