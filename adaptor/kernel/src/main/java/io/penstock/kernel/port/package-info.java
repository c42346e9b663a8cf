/**
 * What services need of the world, as interfaces: aggregates on some node ({@link io.penstock.kernel.port.Machines}), the logs that hold
 * message bodies ({@link io.penstock.kernel.port.RecordLog}), topics and the catalog of definitions. Kafka stands behind them in production, memory in unit tests;
 * one contract suite runs against both.
 */
@NullMarked
package io.penstock.kernel.port;

import org.jspecify.annotations.NullMarked;
