package io.penstock.gates.planted.streams;

import io.penstock.gates.planted.wire.SeesLog;

public interface SeesWire {
    SeesLog give();
}
