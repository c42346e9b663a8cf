/** Tests of the fan-out without Kafka. */
@NullMarked
package io.penstock.streams.sns;

import org.jspecify.annotations.NullMarked;
