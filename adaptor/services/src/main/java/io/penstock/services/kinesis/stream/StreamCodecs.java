package io.penstock.services.kinesis.stream;

import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.MachineType;
import io.penstock.services.common.JsonRecords;

/** How streams are kept. */
public final class StreamCodecs {

    /** The face of the aggregates of streams; their keys are ARNs. */
    public static final MachineType<StreamCommand, StreamReply> STREAMS = new MachineType<>(
            "kinesis.stream", JsonRecords.sealed(StreamCommand.class), JsonRecords.sealed(StreamReply.class));

    /** Definitions in the catalog. */
    public static final Codec<StreamDefinition> DEFINITIONS = JsonRecords.of(StreamDefinition.class);

    private StreamCodecs() {}
}
