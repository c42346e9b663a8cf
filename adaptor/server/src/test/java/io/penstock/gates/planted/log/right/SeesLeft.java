package io.penstock.gates.planted.log.right;

import io.penstock.gates.planted.log.left.SeesRight;

/** The other half. */
public interface SeesLeft {
    SeesRight give();
}
