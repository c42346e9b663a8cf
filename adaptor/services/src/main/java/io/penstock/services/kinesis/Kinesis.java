package io.penstock.services.kinesis;

import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.Topics;
import io.penstock.services.kinesis.control.StreamCompanion;
import io.penstock.services.kinesis.control.StreamMachine;
import io.penstock.services.kinesis.data.CacheUse;
import io.penstock.services.kinesis.data.DataPlane;
import io.penstock.services.kinesis.data.DataPorts;
import io.penstock.services.kinesis.data.StreamMeters;
import io.penstock.services.kinesis.fanout.FanOut;
import io.penstock.services.kinesis.op.ControlOperations;
import io.penstock.services.kinesis.op.Environment;
import io.penstock.services.kinesis.rules.KinesisSettings;
import io.penstock.services.kinesis.stream.StreamDirectory;
import io.penstock.services.kinesis.stream.WriteGate;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.model.ServiceModel;
import java.time.InstantSource;
import java.util.List;

/**
 * Amazon Kinesis Data Streams: registers its aggregates with the host and serves its operations. Create it on every node before the host of the
 * machines starts.
 */
public final class Kinesis {

    /** What Kinesis needs of the world. */
    public record Ports(Machines machines, RecordLog log, Topics topics, Catalog catalog, InstantSource clock) {}

    /** What the operations on records work with. */
    public record Streams(KinesisSettings settings, StreamDirectory directory, WriteGate gate, Ports ports) {}

    private final Streams streams;
    private final DataPlane plane;

    private Kinesis(Streams streams) {
        this.streams = streams;
        this.plane = new DataPlane(
                new DataPorts(
                        streams.directory(),
                        streams.gate(),
                        streams.ports().machines(),
                        streams.ports().log(),
                        streams.ports().clock()),
                streams.settings());
    }

    /** Makes the service and registers its machines. */
    public static Kinesis create(Ports ports, KinesisSettings settings) {
        StreamDirectory directory = new StreamDirectory(ports.catalog(), ports.machines());
        WriteGate gate = new WriteGate(ports.catalog(), ports.machines(), ports.log(), ports.clock());
        StreamMachine machine = new StreamMachine(settings);
        StreamCompanion.Surroundings around = new StreamCompanion.Surroundings(
                ports.topics(), ports.log(), ports.catalog(), settings.limits().answersWhenDone());
        ports.machines().register(machine, self -> new StreamCompanion(self, machine, around));
        return new Kinesis(new Streams(settings, directory, gate, ports));
    }

    /** The operations. Those of the model that are missing here are refused by name. */
    public ServiceDefinition definition() {
        Environment environment = new Environment(
                streams.settings(),
                streams.directory(),
                streams.ports().machines(),
                streams.ports().topics(),
                streams.ports().clock());
        ServiceDefinition control =
                new ControlOperations(environment).on(ServiceDefinition.of(ServiceModel.load("kinesis")));
        return new FanOut(plane).serve(plane.serve(control));
    }

    /** What went in and out of streams on this node, for operators. */
    public List<StreamMeters.Sample> meters() {
        return plane.meters().samples();
    }

    /** What this node keeps of records in memory, for operators. */
    public List<CacheUse> caches() {
        return plane.caches();
    }

    /** What operations on records work with. */
    public Streams streams() {
        return streams;
    }
}
