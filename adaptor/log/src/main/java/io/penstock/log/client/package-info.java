/**
 * Kafka's clients as this project uses them: how they are configured, appends that never block, pooled consumers for reads by offset, and what
 * their errors mean to a caller.
 */
@NullMarked
package io.penstock.log.client;

import org.jspecify.annotations.NullMarked;
