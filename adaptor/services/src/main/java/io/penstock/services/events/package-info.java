/**
 * Amazon EventBridge: buses, rules and targets as definitions, events as records. Which targets get an event is decided by the routing, which reads both;
 * nothing here delivers. {@link io.penstock.services.events.EventBridge} is the entrance. What records hold and what differs from AWS is in
 * {@code docs/services/events.md}.
 */
@NullMarked
package io.penstock.services.events;

import org.jspecify.annotations.NullMarked;
