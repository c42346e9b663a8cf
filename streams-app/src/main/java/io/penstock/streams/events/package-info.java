/**
 * The routing of EventBridge: every event of a bus goes to the targets of the rules that match it. What the records hold is in {@code docs/services/events.md}; the
 * definitions are those that the service publishes in the catalog.
 */
@NullMarked
package io.penstock.streams.events;

import org.jspecify.annotations.NullMarked;
