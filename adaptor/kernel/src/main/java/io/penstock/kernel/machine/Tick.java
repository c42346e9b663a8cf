package io.penstock.kernel.machine;

import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Time and chance, handed to a decision. A host's {@code now} never goes back within one shard's ownership.
 *
 * @param now when the decision is taken; what must survive a replay goes into the event
 * @param random drawn from only inside {@code decide}; what was drawn goes into the event
 */
public record Tick(Instant now, RandomGenerator random) {}
