package io.penstock.services.sqs.definition;

import io.penstock.kernel.effect.ReconcilingCompanion;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.Topics;
import io.penstock.services.common.RateShares;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the world follow a definition. Keeps the durable state (the journal's, not the host's, which may be ahead), compares it with what
 * has been done, and starts what is missing; replies wait until what they tell of is done.
 *
 * <p>Order of a re-creation: the old topic is deleted and that is journaled before the new one is made. A topic is deleted by its id, and only by
 * one that the journal has: a deposed owner whose delete comes late finds that topic gone and leaves its successor alone.
 */
public final class DefinitionCompanion extends ReconcilingCompanion<DefinitionState, DefinitionEvent, DefinitionReply> {

    private static final Logger LOG = LoggerFactory.getLogger(DefinitionCompanion.class);

    /** What companions share. */
    public record Surroundings(Topics topics, Catalog catalog, PartitionCommands partitions) {}

    private final Self<DefinitionCommand, DefinitionReply> self;
    private final DefinitionMachine machine;
    private final Surroundings around;
    private final MoveSteps moves;
    private final RateShares shares = new RateShares();
    private DefinitionState durable;
    private @Nullable QueueAttributes configured;
    private long publishedVersion;

    public DefinitionCompanion(
            Self<DefinitionCommand, DefinitionReply> self, DefinitionMachine machine, Surroundings around) {
        this.self = self;
        this.machine = machine;
        this.around = around;
        this.moves = new MoveSteps(self, around.partitions());
        this.durable = machine.initial(self.id());
    }

    @Override
    public synchronized void opened(DefinitionState state) {
        durable = state;
        publishedVersion = around.catalog()
                .find(QueueDirectory.KIND, state.arn())
                .map(Entry::version)
                .orElse(0L);
        warnOfPartitions();
        look();
    }

    @Override
    public synchronized void committed(DefinitionState state, List<DefinitionEvent> events) {
        for (DefinitionEvent event : events) {
            if (event instanceof DefinitionEvent.Forgotten) {
                forget(durable.life().version());
            }
            durable = machine.evolve(durable, event);
            if (event instanceof DefinitionEvent.Provisioned) {
                warnOfPartitions();
            }
            if (event instanceof DefinitionEvent.MoveStepAllowed(String taskId)) {
                durable.task(taskId).ifPresent(task -> moves.step(QueueDecisions.required(durable), task));
            }
        }
        look();
    }

    /** At every start and change of owner, and when a topic is adopted. */
    private void warnOfPartitions() {
        QueueDefinition queue = durable.queue();
        if (queue != null && FifoPartitions.splits(queue)) {
            LOG.atWarn()
                    .addKeyValue("queue", self.id())
                    .addKeyValue("partitions", queue.placement().partitions())
                    .log("this FIFO queue has DeduplicationScope queue and several partitions:"
                            + " one id in groups of different partitions is no duplicate");
        }
    }

    @Override
    public synchronized CompletableFuture<DefinitionReply> complete(DefinitionReply reply) {
        return switch (reply) {
            case DefinitionReply.Known(PublishedQueue _, long version) -> when(() -> isPublished(version), reply);
            case DefinitionReply.Absent(long version) -> when(() -> isPublished(version), reply);
            case DefinitionReply.Purging(long number) -> when(() -> isPurged(number), reply);
            case DefinitionReply.Demanded demanded -> CompletableFuture.completedFuture(demanded.shared(shares));
            case DefinitionReply.Shares _,
                    DefinitionReply.MoveAccepted _,
                    DefinitionReply.MoveCancelled _,
                    DefinitionReply.Moves _,
                    DefinitionReply.Noted _ -> CompletableFuture.completedFuture(reply);
        };
    }

    private boolean isPublished(long version) {
        return publishedVersion >= version;
    }

    /** A later purge forgets what an earlier one was for, so that the last one tells for all. */
    private boolean isPurged(long number) {
        return durable.queue() == null
                || (durable.purge().number() >= number && !durable.purge().pending());
    }

    @Override
    protected void reconcile() {
        durable.life().ruins().forEach(this::clear);
        QueueDefinition queue = durable.queue();
        if (queue != null && durable.life().ruins().isEmpty()) {
            if (durable.life().provisioned()) {
                configure(queue);
                purge(queue);
            } else {
                provision(queue);
            }
        }
        publish();
    }

    private void clear(QueueDefinition ruin) {
        run("clear " + ruin.id(), () -> around.partitions().discard(ruin).thenCompose(done -> clearTopic(ruin)));
    }

    /** Only a topic whose id the journal has is deleted: what is merely found under the name may, if we were deposed, be that of a successor. */
    private CompletableFuture<DefinitionReply> clearTopic(QueueDefinition ruin) {
        String topic = ruin.placement().topic();
        String topicId = ruin.placement().topicId();
        CompletableFuture<Optional<DefinitionCommand>> next = topicId == null
                ? around.topics()
                        .find(topic)
                        .thenApply(found -> found.map(
                                each -> new DefinitionCommand.RuinReached(ruin.id(), each.partitions(), each.id())))
                : around.topics().delete(topic, topicId).thenApply(done -> Optional.empty());
        return next.thenCompose(
                command -> self.submit(command.orElseGet(() -> new DefinitionCommand.RuinRemoved(ruin.id()))));
    }

    private void provision(QueueDefinition queue) {
        run(
                "provision " + queue.id(),
                () -> around.topics()
                        .ensure(QueueTopic.spec(queue))
                        .thenCompose(topic -> self.submit(
                                new DefinitionCommand.TopicReady(queue.id(), topic.partitions(), topic.id()))));
    }

    /** Retention is the only attribute that Kafka must know. After a change of owner it is told once again, if it was ever changed. */
    private void configure(QueueDefinition queue) {
        QueueAttributes wanted = queue.attributes();
        if (configured == null && queue.times().createdMillis() == queue.times().modifiedMillis()) {
            configured = wanted; // as the topic was created
        }
        if (configured != null && configured.retention().equals(wanted.retention())) {
            return;
        }
        run(
                "configure",
                () -> around.topics()
                        .configure(queue.placement().topic(), QueueTopic.configs(wanted))
                        .thenRun(() -> configured(wanted)));
    }

    private synchronized void configured(QueueAttributes done) {
        configured = done;
    }

    private void purge(QueueDefinition queue) {
        long number = durable.purge().number();
        if (durable.purge().pending()) {
            run(
                    "purge " + number,
                    () -> around.partitions()
                            .purge(queue)
                            .thenCompose(done -> self.submit(new DefinitionCommand.PurgeDone(number))));
        }
    }

    private void publish() {
        long version = durable.life().version();
        boolean ready = durable.queue() == null || durable.life().provisioned();
        if (!ready || version <= publishedVersion) {
            return;
        }
        byte[] value = durable.queue() == null
                ? new byte[0]
                : DefinitionCodecs.PUBLISHED.encode(QueueDecisions.published(durable));
        run(
                "publish",
                () -> around.catalog()
                        .publish(new Entry(QueueDirectory.KIND, durable.arn(), version, value))
                        .thenRun(() -> published(version)));
    }

    /** Not tried again: what stays is an entry that says that there is no such queue. */
    private void forget(long version) {
        around.catalog()
                .forget(QueueDirectory.KIND, durable.arn(), version)
                .whenComplete((nothing, failure) -> LOG.atDebug()
                        .addKeyValue("queue", self.id())
                        .log(failure == null ? "forgotten" : "not forgotten"));
    }

    private synchronized void published(long version) {
        publishedVersion = Math.max(publishedVersion, version);
    }

    @Override
    protected void failed(String effect, Throwable cause) {
        LOG.atWarn()
                .addKeyValue("queue", self.id())
                .addKeyValue("effect", effect)
                .setCause(cause)
                .log("effect of a definition failed, retrying");
    }
}
