package io.penstock.services.events;

import io.penstock.kernel.delivery.DeliveryLog;
import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.Topics;
import io.penstock.services.common.TransitTopic;
import io.penstock.services.events.archive.ArchiveCompanion;
import io.penstock.services.events.archive.ArchiveDirectory;
import io.penstock.services.events.archive.ArchiveTopics;
import io.penstock.services.events.bus.BusCompanion;
import io.penstock.services.events.bus.BusDirectory;
import io.penstock.services.events.bus.BusMachine;
import io.penstock.services.events.connection.Outside;
import io.penstock.services.events.entry.Entries;
import io.penstock.services.events.entry.ReplayedRecord;
import io.penstock.services.events.entry.ScheduledRecord;
import io.penstock.services.events.op.Environment;
import io.penstock.services.events.op.Operations;
import io.penstock.services.events.partner.PartnerSource;
import io.penstock.services.events.resource.Resources;
import io.penstock.services.events.resource.Resources.Settling;
import io.penstock.services.events.rules.EventsLimits;
import io.penstock.services.events.rules.Matching;
import io.penstock.wire.CallRates;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.model.ServiceModel;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/** Amazon EventBridge: registers its aggregates with the host and serves its operations. Create it on every node before the host of the machines starts. */
public final class EventBridge {

    /** What EventBridge needs of the world. */
    public record Ports(
            Machines machines,
            RecordLog log,
            Topics topics,
            Catalog catalog,
            DeliveryLog deliveries,
            Outside outside) {}

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
        TransitTopic entries = Entries.of(ports.topics(), ports.log(), chance.random());
        BusCompanion.register(
                ports.machines(),
                new BusMachine(),
                ports.catalog(),
                (bus, id, occurrence) -> entries.append(
                        ScheduledRecord.of(bus, id, occurrence.rule(), occurrence.at(), occurrence.version())));
        BusDirectory directory = new BusDirectory(ports.catalog(), ports.machines());
        ArchiveDirectory archives = new ArchiveDirectory(ports.catalog(), ports.machines());
        ArchiveTopics archiveTopics = new ArchiveTopics(ports.topics(), ports.log());
        ArchiveCompanion.register(
                ports.machines(),
                new ArchiveCompanion.World(
                        ports.catalog(),
                        archiveTopics,
                        (replay, event) -> entries.append(ReplayedRecord.of(
                                replay.bus(), directory.version(replay.bus()), replay.rules(), event.json()))));
        return new EventBridge(
                new Environment(
                        limits,
                        new CallRates(
                                limits.rates(), chance.clock(), (operation, call) -> CommonFaults.THROTTLED.with()),
                        directory,
                        entries,
                        archives,
                        archiveTopics,
                        ports.outside(),
                        Resources.register(
                                PartnerSource.KIND,
                                PartnerSource.class,
                                ports.catalog(),
                                ports.machines(),
                                Settling.NONE),
                        ports.deliveries(),
                        matching,
                        chance.clock(),
                        chance.random()),
                ports.catalog());
    }

    /** The operations that are served; all others of the API are refused by name. */
    public ServiceDefinition definition() {
        return Operations.on(ServiceDefinition.of(ServiceModel.load("eventbridge")), environment);
    }

    /** Calls back, once or more often, when this node knows of a rule or an archive: from then on somebody must deliver. */
    public void onRule(Runnable callback) {
        for (String kind : List.of(BusDirectory.RULES, ArchiveDirectory.ARCHIVES)) {
            catalog.watch(kind, entry -> {
                if (!entry.isDeleted()) {
                    callback.run();
                }
            });
        }
    }
}
