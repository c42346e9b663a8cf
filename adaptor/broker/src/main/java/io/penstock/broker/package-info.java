/**
 * A single-node KRaft broker inside this process: the default when no cluster is configured, and the brokers of the
 * tests.
 *
 * <p>Owns the data directory: one process at a time, formatted once, refused when something else made it. What was
 * acknowledged is still there after {@code kill -9}. The only package that sees Kafka's server classes; everybody else
 * is a client of {@link io.penstock.broker.EmbeddedBroker#bootstrapServers()}. It never ends the JVM: faults Kafka would
 * halt for are handed to a callback.
 */
@NullMarked
package io.penstock.broker;

import org.jspecify.annotations.NullMarked;
