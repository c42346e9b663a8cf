/** Codecs by themselves: what bytes mean, and what strangers' bytes can not do. */
@NullMarked
package io.penstock.wire.codec;

import org.jspecify.annotations.NullMarked;
