package io.penstock.services.kinesis.data;

import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.RecordLog;
import io.penstock.services.kinesis.stream.StreamDirectory;
import io.penstock.services.kinesis.stream.WriteGate;
import java.time.InstantSource;

/** What the data operations need of the world. */
public record DataPorts(
        StreamDirectory directory, WriteGate gate, Machines machines, RecordLog log, InstantSource clock) {}
