package io.penstock.wire;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What the wire layer is given by the composition root.
 *
 * @param callers turns credentials into accounts
 * @param clock stamps responses
 * @param random draws request ids; must be safe for use by many threads
 * @param limits bounds of the decoders
 * @param observer sees every call
 */
public record WireSettings(
        CallerResolver callers,
        InstantSource clock,
        RandomGenerator random,
        WireLimits limits,
        CallObserver observer) {}
