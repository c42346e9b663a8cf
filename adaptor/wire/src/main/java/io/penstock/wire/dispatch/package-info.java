/** The path of a request: find service and operation, decode, check, handle, encode. Every failure leaves in the caller's protocol. */
@NullMarked
package io.penstock.wire.dispatch;

import org.jspecify.annotations.NullMarked;
