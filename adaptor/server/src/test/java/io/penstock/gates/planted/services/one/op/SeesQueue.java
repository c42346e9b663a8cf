package io.penstock.gates.planted.services.one.op;

import io.penstock.gates.planted.services.one.queue.SeesOp;

/** Half of a cycle between siblings. */
public interface SeesQueue {
    SeesOp give();
}
