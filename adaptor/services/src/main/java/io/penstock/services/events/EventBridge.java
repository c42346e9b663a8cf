package io.penstock.services.events;

import io.penstock.kernel.delivery.DeliveryLog;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.Topics;
import io.penstock.services.events.bus.BusCompanion;
import io.penstock.services.events.bus.BusDirectory;
import io.penstock.services.events.bus.BusMachine;
import io.penstock.services.events.entry.Entries;
import io.penstock.services.events.entry.ScheduledRecord;
import io.penstock.services.events.op.Environment;
import io.penstock.services.events.op.Operations;
import io.penstock.services.events.rules.EventsLimits;
import io.penstock.services.events.rules.Matching;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.model.ServiceModel;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** Amazon EventBridge: registers its aggregates with the host and serves its operations. Create it on every node before the host of the machines starts. */
public final class EventBridge {

    /** What EventBridge needs of the world. */
    public record Ports(Machines machines, RecordLog log, Topics topics, Catalog catalog, DeliveryLog deliveries) {}

    /**
     * Time and chance.
     *
     * @param random safe for use by many threads
     */
    public record Chance(InstantSource clock, RandomGenerator random) {}

    private final Environment environment;
    private final Catalog catalog;

    private EventBridge(Environment environment, Catalog catalog) {
        this.environment = environment;
        this.catalog = catalog;
    }

    /** Makes the service and registers its machines. */
    public static EventBridge create(Ports ports, Matching matching, Chance chance, EventsLimits limits) {
        Entries entries = new Entries(ports.topics(), ports.log(), chance.random());
        BusCompanion.register(
                ports.machines(),
                new BusMachine(),
                ports.catalog(),
                (bus, id, occurrence) -> entries.append(
                        ScheduledRecord.of(bus, id, occurrence.rule(), occurrence.at(), occurrence.version())));
        BusDirectory directory = new BusDirectory(ports.catalog(), ports.machines());
        return new EventBridge(
                new Environment(
                        limits, directory, entries, ports.deliveries(), matching, chance.clock(), chance.random()),
                ports.catalog());
    }

    /** The operations that are served; all others of the API are refused by name. */
    public ServiceDefinition definition() {
        return Operations.on(ServiceDefinition.of(ServiceModel.load("eventbridge")), environment);
    }

    /** Calls back, once or more often, when this node knows of a rule: from then on somebody must deliver. */
    public void onRule(Runnable callback) {
        catalog.watch(BusDirectory.RULES, entry -> {
            if (!entry.isDeleted()) {
                callback.run();
            }
        });
    }
}
