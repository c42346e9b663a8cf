package io.penstock.services.events.bus;

import io.penstock.kernel.effect.ReconcilingCompanion;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.Machines;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a bus and its rules in the catalog. Keeps the durable state, compares it with what has been published, and publishes what is missing; replies
 * wait until what they tell of is published. And puts the events of rules that occurred by their schedules.
 */
public final class BusCompanion extends ReconcilingCompanion<BusState, BusEvent, BusReply> {

    private static final Logger LOG = LoggerFactory.getLogger(BusCompanion.class);

    private static final String PUBLISH = "publish";

    private final Self<BusCommand, BusReply> self;
    private final BusMachine machine;
    private final Catalog catalog;
    private final Occurring occurring;
    private final Set<String> unpublished = new HashSet<>();
    private BusState durable = new BusState();
    private long publishedVersion;

    BusCompanion(Self<BusCommand, BusReply> self, BusMachine machine, Catalog catalog, Occurrences occurrences) {
        this.self = self;
        this.machine = machine;
        this.catalog = catalog;
        this.occurring = new Occurring(self, occurrences);
    }

    /** Registers buses on a node. */
    public static void register(Machines machines, BusMachine machine, Catalog catalog, Occurrences occurrences) {
        machines.register(machine, self -> new BusCompanion(self, machine, catalog, occurrences));
    }

    @Override
    public synchronized void opened(BusState state) {
        durable = BusMachine.STATES.decode(BusMachine.STATES.encode(state));
        publishedVersion = catalog.find(BusDirectory.BUSES, self.id().key())
                .map(Entry::version)
                .orElse(0L);
        if (publishedVersion < durable.version) {
            // What an owner before did not come to publish: what is newer here, and what the catalog has and is gone
            // here.
            durable.rules.values().stream()
                    .filter(each -> each.version() > publishedVersion)
                    .forEach(each -> unpublished.add(each.name()));
            String prefix = BusDirectory.ruleKey(self.id().key(), "");
            catalog.list(BusDirectory.RULES).stream()
                    .map(Entry::key)
                    .filter(key -> key.startsWith(prefix))
                    .map(key -> key.substring(prefix.length()))
                    .filter(name -> !durable.rules.containsKey(name))
                    .forEach(unpublished::add);
        }
        occurring.opened(state);
        look();
    }

    @Override
    public synchronized void committed(BusState state, List<BusEvent> events) {
        for (BusEvent event : events) {
            switch (event) {
                case BusEvent.RulePut(RuleDefinition rule, Long _) -> unpublished.add(rule.name());
                case BusEvent.RuleDeleted(String name, long _) -> unpublished.add(name);
                case BusEvent.Deleted _ -> unpublished.addAll(durable.rules.keySet());
                case BusEvent.Created _, BusEvent.Touched _, BusEvent.Fired _, BusEvent.Put _, BusEvent.Tagged _ -> {}
            }
            durable = machine.evolve(durable, event);
        }
        occurring.committed(state, events);
        look();
    }

    @Override
    public synchronized CompletableFuture<BusReply> complete(BusReply reply) {
        long version = switch (reply) {
            case BusReply.Known known -> known.version();
            case BusReply.Rule rule -> rule.version();
            case BusReply.Removed removed -> removed.version();
            case BusReply.Done done -> done.version();
            case BusReply.Rules _, BusReply.Tags _, BusReply.Noted _, BusReply.Absent _ -> 0;
        };
        return when(() -> version <= publishedVersion, reply);
    }

    @Override
    protected void reconcile() {
        if (durable.version > publishedVersion) {
            publish();
        }
    }

    /** Rules first and, when all of them are durable, the bus: its version says that they are there. */
    private void publish() {
        if (isRunning(PUBLISH)) {
            return;
        }
        long version = durable.version;
        BusDefinition bus = durable.bus;
        Map<String, Entry> entries = new TreeMap<>();
        for (String name : unpublished) {
            RuleDefinition rule = durable.rules.get(name);
            String key = BusDirectory.ruleKey(self.id().key(), name);
            entries.put(
                    name,
                    rule == null
                            ? new Entry(BusDirectory.RULES, key, version, new byte[0])
                            : new Entry(BusDirectory.RULES, key, rule.version(), BusDirectory.RULE.encode(rule)));
        }
        unpublished.clear();
        byte[] value = bus == null ? new byte[0] : BusDirectory.BUS.encode(bus);
        run(
                PUBLISH,
                () -> CompletableFuture.allOf(
                                entries.values().stream().map(catalog::publish).toArray(CompletableFuture<?>[]::new))
                        .thenCompose(done -> catalog.publish(
                                new Entry(BusDirectory.BUSES, self.id().key(), version, value)))
                        .whenComplete((done, failure) -> published(version, entries.keySet(), failure == null)));
    }

    private synchronized void published(long version, Set<String> names, boolean done) {
        if (done) {
            publishedVersion = Math.max(publishedVersion, version);
        } else {
            unpublished.addAll(names);
        }
    }

    @Override
    public synchronized void closed() {
        super.closed();
        occurring.closed();
    }

    @Override
    protected void failed(String effect, Throwable cause) {
        LOG.atWarn()
                .addKeyValue("bus", self.id())
                .addKeyValue("effect", effect)
                .setCause(cause)
                .log("effect of a bus failed, retrying");
    }
}
