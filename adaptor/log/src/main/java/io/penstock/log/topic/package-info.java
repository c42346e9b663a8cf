/** Kafka's topics: made, adopted, configured and deleted, each step waited for. Their names carry the operator's prefix. */
@NullMarked
package io.penstock.log.topic;

import org.jspecify.annotations.NullMarked;
