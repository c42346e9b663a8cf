/** Helpers that the tests of the wire share. */
@NullMarked
package io.penstock.wire;

import org.jspecify.annotations.NullMarked;
