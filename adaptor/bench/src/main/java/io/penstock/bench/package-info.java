/**
 * The benchmark of SQS: one driver, one run, against a no-op operation of this server, Penstock, the raw Kafka clients on Penstock's own broker, and
 * ElasticMQ (in memory). Run it with {@code adaptor/bench/run}; results and limits are in {@code docs/performance.md}.
 */
@NullMarked
package io.penstock.bench;

import org.jspecify.annotations.NullMarked;
