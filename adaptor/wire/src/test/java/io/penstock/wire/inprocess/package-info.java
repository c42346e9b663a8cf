/** In-process clients against clients of the wire. */
@NullMarked
package io.penstock.wire.inprocess;

import org.jspecify.annotations.NullMarked;
