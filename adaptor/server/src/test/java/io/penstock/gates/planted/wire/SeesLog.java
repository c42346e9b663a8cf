package io.penstock.gates.planted.wire;

import io.penstock.gates.planted.log.SeesWire;
import java.util.List;

public interface SeesLog {
    List<SeesWire> inAGenericOnly();
}
