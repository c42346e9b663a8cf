/**
 * Event patterns of EventBridge: which AWS would take, and which events they match. Matched by event-ruler, which is AWS's own; what it would not bound is
 * bounded in front of it. Does no I/O.
 */
@NullMarked
package io.penstock.streams.pattern;

import org.jspecify.annotations.NullMarked;
