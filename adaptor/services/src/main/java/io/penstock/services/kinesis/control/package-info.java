/**
 * The aggregate that owns a stream: its map of shards, what it granted, its settings, tags, policies and consumers. Decisions are pure; the
 * companion makes topics, fills closing shards up and publishes.
 *
 * <p>Life of a change of shards: {@code RoundStarted} fixes the ends of the parents and makes the stream UPDATING; the companion adds partitions and fills
 * the parents up; {@code RoundFinished} closes the parents, opens the children, and makes the stream ACTIVE unless another round follows.
 */
@NullMarked
package io.penstock.services.kinesis.control;

import org.jspecify.annotations.NullMarked;
