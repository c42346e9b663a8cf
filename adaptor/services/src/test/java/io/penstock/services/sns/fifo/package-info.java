/** Tests of the logs of FIFO topics without Kafka. */
@NullMarked
package io.penstock.services.sns.fifo;

import org.jspecify.annotations.NullMarked;
