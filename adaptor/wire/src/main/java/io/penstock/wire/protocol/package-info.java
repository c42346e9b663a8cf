/** Each protocol's way to put documents into HTTP messages: content types, headers, labels, status codes, error shapes. */
@NullMarked
package io.penstock.wire.protocol;

import org.jspecify.annotations.NullMarked;
