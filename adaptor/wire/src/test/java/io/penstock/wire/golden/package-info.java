/** Requests and responses as AWS documents them, byte for byte where bytes matter. */
@NullMarked
package io.penstock.wire.golden;

import org.jspecify.annotations.NullMarked;
