/** The operations on streams, their shards and consumers; those on records are in {@code data} and {@code fanout}. */
@NullMarked
package io.penstock.services.kinesis.op;

import org.jspecify.annotations.NullMarked;
