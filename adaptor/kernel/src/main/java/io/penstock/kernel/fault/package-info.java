/**
 * What callers did wrong, or what we cannot do for them right now, as catalogue entries. Services declare their own entries;
 * the wire layer turns them into each protocol's error. A broken invariant of ours is an {@link java.lang.IllegalStateException} instead.
 */
@NullMarked
package io.penstock.kernel.fault;

import org.jspecify.annotations.NullMarked;
