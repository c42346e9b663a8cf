/** Routing, credentials, endpoints and bodies of requests. */
@NullMarked
package io.penstock.wire.dispatch;

import org.jspecify.annotations.NullMarked;
