/** Tests of the runtime without Kafka. */
@NullMarked
package io.penstock.streams.runtime;

import org.jspecify.annotations.NullMarked;
