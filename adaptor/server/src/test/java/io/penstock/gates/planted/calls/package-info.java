/** Breaks every ban, for the test of the bans. */
@NullMarked
package io.penstock.gates.planted.calls;

import org.jspecify.annotations.NullMarked;
