/** EventBridge. */
@NullMarked
package io.penstock.services.events;

import org.jspecify.annotations.NullMarked;
