package io.penstock.gates.planted.log.left;

import io.penstock.gates.planted.log.right.SeesLeft;

/** Half of a cycle between siblings. */
public interface SeesRight {
    SeesLeft give();
}
