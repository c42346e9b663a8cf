package io.penstock.gates.planted.log;

import io.penstock.gates.planted.wire.SeesLog;
import org.apache.kafka.metadata.BrokerState;

public interface SeesWire {
    SeesLog give();

    BrokerState state();
}
