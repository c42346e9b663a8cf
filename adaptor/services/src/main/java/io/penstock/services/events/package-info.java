/**
 * Amazon EventBridge, of which event patterns are served: whether an event matches is decided by another module, which the server gives to
 * {@link io.penstock.services.events.EventBridge}. All other operations are refused by name. What differs from AWS is in {@code docs/services/events.md}.
 */
@NullMarked
package io.penstock.services.events;

import org.jspecify.annotations.NullMarked;
