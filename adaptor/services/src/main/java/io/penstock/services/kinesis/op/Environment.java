package io.penstock.services.kinesis.op;

import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.Topics;
import io.penstock.services.kinesis.rules.KinesisSettings;
import io.penstock.services.kinesis.stream.StreamDirectory;
import java.time.InstantSource;

/** What operations work with. */
public record Environment(
        KinesisSettings settings, StreamDirectory directory, Machines machines, Topics topics, InstantSource clock) {}
