/** Tests of what is written to queues. */
@NullMarked
package io.penstock.streams.queue;

import org.jspecify.annotations.NullMarked;
