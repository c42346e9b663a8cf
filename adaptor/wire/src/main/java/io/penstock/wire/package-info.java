/** wire. */
@NullMarked
package io.penstock.wire;

import org.jspecify.annotations.NullMarked;
