package io.penstock.log.topic;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.port.Topics;
import io.penstock.log.LogSettings.TopicDefaults;
import io.penstock.log.client.Futures;
import io.penstock.log.client.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics through Kafka's admin client. Calls fail with {@link CommonFaults#UNAVAILABLE} when the brokers refuse or do not get there within
 * 30 seconds; the reason is logged.
 */
public final class KafkaTopics implements Topics {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long RETRY_MILLIS = 10;

    /** Something that is tried until a deadline, and what a failure of Kafka's means for it. */
    private record Retry(String what, Function<Throwable, ? extends Throwable> meaning, long deadline) {
        Retry(String what, Function<Throwable, ? extends Throwable> meaning) {
            this(what, meaning, System.nanoTime() + PATIENCE.toNanos());
        }
    }

    private final KafkaClients clients;
    private final TopicDefaults defaults;
    private final TopicNames names;
    private final Consumer<String> whenDeleted;

    public KafkaTopics(KafkaClients clients, TopicDefaults defaults) {
        this(clients, defaults, name -> {});
    }

    /**
     * @param whenDeleted told the name of each topic that this node deleted, before {@link #delete} completes; must not block
     */
    public KafkaTopics(KafkaClients clients, TopicDefaults defaults, Consumer<String> whenDeleted) {
        this.whenDeleted = whenDeleted;
        this.clients = clients;
        this.defaults = defaults;
        this.names = new TopicNames(defaults.prefix());
    }

    @Override
    public CompletableFuture<Topic> ensure(Spec spec) {
        return ensureAll(List.of(spec))
                .exceptionallyCompose(error -> CompletableFuture.failedFuture(CommonFaults.UNAVAILABLE.with()))
                .thenApply(made -> Objects.requireNonNull(made.get(spec.name()), spec.name()));
    }

    /**
     * {@link #ensure} for several topics at the price of one; completes with each by its name. Fails with what Kafka said: who starts may have to tell
     * somebody.
     */
    public CompletableFuture<Map<String, Topic>> ensureAll(Collection<Spec> specs) {
        List<String> logical = specs.stream().map(Spec::name).toList();
        Retry retry = new Retry("ensure " + logical, Function.identity());
        return retrying(retry, () -> create(specs).thenCompose(created -> ready(logical)));
    }

    @Override
    public CompletableFuture<Optional<Topic>> find(String name) {
        return explained("describe " + name, describe(name).thenApply(found -> found.map(KafkaTopics::topic)));
    }

    private static Topic topic(TopicDescription description) {
        return new Topic(
                description.topicId().toString(), description.partitions().size());
    }

    @Override
    public CompletableFuture<Integer> grow(String name, int partitions) {
        Retry retry = new Retry("grow " + name, KafkaTopics::unavailable);
        CompletableFuture<Void> grown = describe(name).thenCompose(found -> {
            boolean enough = found.filter(topic -> topic.partitions().size() >= partitions)
                    .isPresent();
            if (enough) {
                return CompletableFuture.completedFuture(null);
            }
            Map<String, NewPartitions> wanted = Map.of(names.physical(name), NewPartitions.increaseTo(partitions));
            // Refused as invalid when somebody else was faster.
            return Futures.of(admin().createPartitions(wanted).all())
                    .exceptionally(error -> ignore(error, InvalidPartitionsException.class));
        });
        return explained("grow " + name, grown, KafkaTopics::ofGrowth)
                .thenCompose(done -> retrying(
                        retry,
                        () -> ready(List.of(name))
                                .thenApply(made -> made.flatMap(topics -> Optional.ofNullable(topics.get(name)))
                                        .map(Topic::partitions)
                                        .filter(count -> count >= partitions))));
    }

    @Override
    public CompletableFuture<Void> configure(String name, Map<String, String> configs) {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, names.physical(name));
        List<AlterConfigOp> changes = new ArrayList<>();
        configs.forEach(
                (key, value) -> changes.add(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
        return explained(
                "configure " + name,
                Futures.of(
                        admin().incrementalAlterConfigs(Map.of(topic, changes)).all()));
    }

    @Override
    public CompletableFuture<Void> delete(String name, String id) {
        Retry retry = new Retry("delete " + name, KafkaTopics::unavailable);
        Uuid topic = Uuid.fromString(id);
        CompletableFuture<Void> deleted = Futures.of(admin().deleteTopics(TopicCollection.ofTopicIds(List.of(topic)))
                        .all())
                .thenRun(() -> whenDeleted.accept(name))
                .exceptionally(error -> ignore(error, UnknownTopicIdException.class));
        // Brokers hear of it a little later; until then they would still take appends to the dead topic.
        return explained("delete " + name, deleted)
                .thenCompose(done -> retrying(
                        retry,
                        () -> describe(name)
                                .thenApply(found -> found.filter(present ->
                                                        present.topicId().equals(topic))
                                                .isEmpty()
                                        ? Optional.of(true)
                                        : Optional.<Boolean>empty())))
                .thenApply(gone -> null);
    }

    private CompletableFuture<Void> create(Collection<Spec> specs) {
        List<NewTopic> topics = specs.stream().map(this::topic).toList();
        List<CompletableFuture<Void>> each = new ArrayList<>();
        for (KafkaFuture<Void> created : admin().createTopics(topics).values().values()) {
            each.add(Futures.of(created).exceptionally(error -> ignore(error, TopicExistsException.class)));
        }
        return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new));
    }

    private NewTopic topic(Spec spec) {
        int partitions = spec.partitions() == 0 ? defaults.defaultPartitions() : spec.partitions();
        Map<String, String> configs = new HashMap<>(spec.configs());
        if (defaults.minInsyncReplicas() > 0) {
            configs.putIfAbsent("min.insync.replicas", Integer.toString(defaults.minInsyncReplicas()));
        }
        return new NewTopic(
                        names.physical(spec.name()),
                        partitions == 0 ? Optional.empty() : Optional.of(partitions),
                        defaults.replicationFactor() == 0
                                ? Optional.empty()
                                : Optional.of((short) defaults.replicationFactor()))
                .configs(configs);
    }

    /** The topics once every partition of every topic has a leader; empty while one has not, or is still being deleted. */
    private CompletableFuture<Optional<Map<String, Topic>>> ready(List<String> logical) {
        Map<String, CompletableFuture<Optional<TopicDescription>>> found = new HashMap<>();
        logical.forEach(name -> found.put(name, describe(name)));
        return CompletableFuture.allOf(found.values().toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    Map<String, Topic> made = new HashMap<>();
                    found.forEach((name, future) -> future.join()
                            .filter(topic ->
                                    topic.partitions().stream().allMatch(partition -> partition.leader() != null))
                            .ifPresent(topic -> made.put(name, topic(topic))));
                    return made.size() == found.size() ? Optional.of(made) : Optional.empty();
                });
    }

    private CompletableFuture<Optional<TopicDescription>> describe(String name) {
        KafkaFuture<TopicDescription> future = admin().describeTopics(List.of(names.physical(name)))
                .topicNameValues()
                .get(names.physical(name));
        if (future == null) {
            throw new IllegalStateException("the admin client did not answer for " + name);
        }
        return Futures.of(future).thenApply(Optional::of).exceptionally(error -> {
            ignore(error, UnknownTopicOrPartitionException.class);
            return Optional.empty();
        });
    }

    /** Repeats an attempt until it gives something or the deadline passes. */
    private <T> CompletableFuture<T> retrying(Retry retry, Supplier<CompletableFuture<Optional<T>>> attempt) {
        return explained(retry.what, attempt.get(), retry.meaning).thenCompose(result -> {
            if (result.isPresent()) {
                return CompletableFuture.completedFuture(result.get());
            }
            if (System.nanoTime() - retry.deadline > 0) {
                LOG.atWarn().addKeyValue("call", retry.what).log("the brokers did not get there in time");
                return CompletableFuture.failedFuture(
                        retry.meaning.apply(new TimeoutException("the brokers did not get there in time")));
            }
            return CompletableFuture.supplyAsync(
                            () -> true,
                            CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS, clients.timer()))
                    .thenCompose(later -> retrying(retry, attempt));
        });
    }

    private static Throwable unavailable(Throwable cause) {
        return CommonFaults.UNAVAILABLE.with();
    }

    private static <T> CompletableFuture<T> explained(String what, CompletableFuture<T> call) {
        return explained(what, call, KafkaTopics::unavailable);
    }

    private static <T> CompletableFuture<T> explained(
            String what, CompletableFuture<T> call, Function<Throwable, ? extends Throwable> meaning) {
        return call.exceptionallyCompose(error -> {
            Throwable cause = Futures.cause(error);
            LOG.atWarn()
                    .addKeyValue("call", what)
                    .addKeyValue("reason", cause.toString())
                    .log("a call about topics failed");
            return CompletableFuture.failedFuture(meaning.apply(cause));
        });
    }

    /** What brokers say who will say the same tomorrow. That there are too few brokers for all replicas is none of that: some may be down. */
    static RuntimeException ofGrowth(Throwable cause) {
        boolean isForGood = cause instanceof PolicyViolationException
                || cause instanceof AuthorizationException
                || cause instanceof UnsupportedVersionException;
        return isForGood ? new Refused(cause.toString()) : CommonFaults.UNAVAILABLE.with();
    }

    private static @Nullable Void ignore(Throwable error, Class<? extends Exception> expected) {
        Throwable cause = Futures.cause(error);
        if (!expected.isInstance(cause)) {
            throw new java.util.concurrent.CompletionException(cause);
        }
        return null;
    }

    private Admin admin() {
        return clients.admin();
    }
}
