package io.penstock.gates.planted.services.one.queue;

import io.penstock.gates.planted.services.one.op.SeesQueue;

/** The other half. */
public interface SeesOp {
    SeesQueue give();
}
