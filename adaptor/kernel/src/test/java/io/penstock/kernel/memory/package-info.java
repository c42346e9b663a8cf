/**
 * The ports in memory, for tests: the semantics of {@link io.penstock.kernel.port} without Kafka, reproducible by a seed, with faults on
 * demand. {@link io.penstock.kernel.memory.MemoryWorld} is the way in.
 *
 * <p>What outlives a crash (journals, snapshots, topics, the catalog's entries) is kept as bytes, written and read through the codecs of
 * the machines, so that a test that passes here has exercised them.
 */
@NullMarked
package io.penstock.kernel.memory;

import org.jspecify.annotations.NullMarked;
