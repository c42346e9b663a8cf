/** The codec against the SDK's own marshallers: every operation of every service, both ways. */
@NullMarked
package io.penstock.wire.roundtrip;

import org.jspecify.annotations.NullMarked;
