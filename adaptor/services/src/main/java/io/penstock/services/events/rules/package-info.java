/** Limits and errors of EventBridge, and what another module decides for it. */
@NullMarked
package io.penstock.services.events.rules;

import org.jspecify.annotations.NullMarked;
