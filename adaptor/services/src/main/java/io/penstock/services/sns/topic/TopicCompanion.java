package io.penstock.services.sns.topic;

import io.penstock.kernel.effect.ReconcilingCompanion;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.Topics;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a topic and its subscriptions in the catalog. Keeps the durable state, compares it with what has been published, and publishes what is missing; replies
 * wait until what they tell of is published.
 */
public final class TopicCompanion extends ReconcilingCompanion<TopicState, TopicEvent, TopicReply> {

    private static final Logger LOG = LoggerFactory.getLogger(TopicCompanion.class);

    private static final String PUBLISH = "publish";
    private static final String DROP = "drop";
    private static final String RETAIN = "retain";

    private final Self<TopicCommand, TopicReply> self;
    private final TopicMachine machine;
    private final Catalog catalog;
    private final Topics topics;
    private final Set<String> unpublished = new HashSet<>();
    private TopicState durable = new TopicState();
    private long publishedVersion;
    private @Nullable String dropped;
    private int retainedDays;

    TopicCompanion(Self<TopicCommand, TopicReply> self, TopicMachine machine, Catalog catalog, Topics topics) {
        this.self = self;
        this.machine = machine;
        this.catalog = catalog;
        this.topics = topics;
    }

    /** Registers topics on a node. */
    public static void register(Machines machines, TopicMachine machine, Catalog catalog, Topics topics) {
        machines.register(machine, self -> new TopicCompanion(self, machine, catalog, topics));
    }

    @Override
    public synchronized void opened(TopicState state) {
        durable = TopicMachine.STATES.decode(TopicMachine.STATES.encode(state));
        publishedVersion = catalog.find(TopicDirectory.TOPICS, self.id().key())
                .map(Entry::version)
                .orElse(0L);
        if (publishedVersion < durable.version) {
            // What an owner before did not come to publish: what is newer here, and what the catalog has and is gone
            // here.
            durable.subscriptions.values().stream()
                    .filter(each -> each.version() > publishedVersion)
                    .forEach(each -> unpublished.add(each.arn()));
            catalog.list(TopicDirectory.SUBSCRIPTIONS).stream()
                    .map(Entry::key)
                    .filter(arn -> arn.startsWith(self.id().key() + ":") && !durable.subscriptions.containsKey(arn))
                    .forEach(unpublished::add);
        }
        look();
    }

    @Override
    public synchronized void committed(TopicState state, List<TopicEvent> events) {
        for (TopicEvent event : events) {
            switch (event) {
                case TopicEvent.Subscribed(Subscription subscription) -> unpublished.add(subscription.arn());
                case TopicEvent.Resubscribed(Subscription subscription) -> unpublished.add(subscription.arn());
                case TopicEvent.Unsubscribed(String arn, long _) -> unpublished.add(arn);
                case TopicEvent.Deactivated(Subscription subscription, long _) -> unpublished.add(subscription.arn());
                case TopicEvent.Deleted _ -> unpublished.addAll(durable.subscriptions.keySet());
                case TopicEvent.Created _, TopicEvent.Changed _ -> {}
            }
            durable = machine.evolve(durable, event);
        }
        look();
    }

    @Override
    public synchronized CompletableFuture<TopicReply> complete(TopicReply reply) {
        long version = switch (reply) {
            case TopicReply.Known known -> known.version();
            case TopicReply.Subscribed subscribed -> subscribed.version();
            case TopicReply.Deactivated deactivated -> deactivated.version();
            case TopicReply.Done done -> done.version();
            case TopicReply.Subscriptions _, TopicReply.Absent _ -> 0;
        };
        return when(() -> version <= publishedVersion, reply);
    }

    @Override
    protected void reconcile() {
        if (durable.version > publishedVersion) {
            publish();
        }
        keepLog();
    }

    /** The log of a deleted FIFO topic goes; that of one with an archive keeps messages as long as the archive does. */
    private void keepLog() {
        FifoLog doomed = durable.doomed;
        if (doomed != null && !doomed.id().equals(dropped)) {
            run(DROP, () -> topics.delete(doomed.name(), doomed.id()).thenRun(() -> dropped(doomed.id())));
        }
        TopicDefinition topic = durable.topic;
        FifoLog log = topic == null ? null : topic.log();
        if (topic != null && log != null && topic.archiveDays() != retainedDays) {
            int days = topic.archiveDays();
            String retention = Long.toString(FifoLog.retention(days).toMillis());
            run(
                    RETAIN,
                    () -> topics.configure(log.name(), Map.of("retention.ms", retention))
                            .thenRun(() -> retained(days)));
        }
    }

    private synchronized void dropped(String id) {
        dropped = id;
    }

    private synchronized void retained(int days) {
        retainedDays = days;
    }

    /** Subscriptions first and, when all of them are durable, the topic: its version says that they are there. */
    private void publish() {
        if (isRunning(PUBLISH)) {
            return;
        }
        long version = durable.version;
        TopicDefinition topic = durable.topic;
        Map<String, Entry> entries = new TreeMap<>();
        for (String arn : unpublished) {
            Subscription subscription = durable.subscriptions.get(arn);
            entries.put(
                    arn,
                    subscription == null
                            ? new Entry(TopicDirectory.SUBSCRIPTIONS, arn, version, new byte[0])
                            : new Entry(
                                    TopicDirectory.SUBSCRIPTIONS,
                                    arn,
                                    subscription.version(),
                                    TopicDirectory.SUBSCRIPTION.encode(subscription)));
        }
        unpublished.clear();
        byte[] value = topic == null ? new byte[0] : TopicDirectory.TOPIC.encode(topic);
        run(
                PUBLISH,
                () -> CompletableFuture.allOf(
                                entries.values().stream().map(catalog::publish).toArray(CompletableFuture<?>[]::new))
                        .thenCompose(done -> catalog.publish(
                                new Entry(TopicDirectory.TOPICS, self.id().key(), version, value)))
                        .whenComplete((done, failure) -> published(version, entries.keySet(), failure == null)));
    }

    private synchronized void published(long version, Set<String> arns, boolean done) {
        if (done) {
            publishedVersion = Math.max(publishedVersion, version);
        } else {
            unpublished.addAll(arns);
        }
    }

    @Override
    protected void failed(String effect, Throwable cause) {
        LOG.atWarn()
                .addKeyValue("topic", self.id())
                .addKeyValue("effect", effect)
                .setCause(cause)
                .log("effect of a topic failed, retrying");
    }
}
