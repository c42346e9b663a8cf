/**
 * Documents into the SDK's types and back: JSON, two dialects of CBOR, query parameters, XML and event-stream frames. Knows nothing of HTTP.
 *
 * <p>Decoders take bytes from strangers. Whatever those are, a decoder returns, or throws a {@link io.penstock.kernel.fault.FaultException}
 * of a 4xx status; nesting, length and number of parts are bounded by {@link io.penstock.wire.WireLimits}.
 */
@NullMarked
package io.penstock.wire.codec;

import org.jspecify.annotations.NullMarked;
