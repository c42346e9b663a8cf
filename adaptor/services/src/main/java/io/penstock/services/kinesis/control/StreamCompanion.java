package io.penstock.services.kinesis.control;

import io.penstock.kernel.effect.ReconcilingCompanion;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.kernel.port.Topics.Topic;
import io.penstock.services.common.RateShares;
import io.penstock.services.kinesis.control.StreamState.Resharding;
import io.penstock.services.kinesis.stream.StreamCodecs;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition.Status;
import io.penstock.services.kinesis.stream.StreamDirectory;
import io.penstock.services.kinesis.stream.StreamReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the world follow a stream: topic, partitions, fillers, catalog. Keeps the durable state (the journal's, not the host's, which may be ahead), compares it
 * with what has been done, and starts what is missing; replies wait until what they tell of is published.
 */
public final class StreamCompanion extends ReconcilingCompanion<StreamState, StreamEvent, StreamReply> {

    private static final Logger LOG = LoggerFactory.getLogger(StreamCompanion.class);

    /**
     * What companions share.
     *
     * @param answersWhenDone see {@link io.penstock.services.kinesis.rules.KinesisLimits#answersWhenDone}
     */
    public record Surroundings(Topics topics, RecordLog log, Catalog catalog, boolean answersWhenDone) {}

    private final Self<StreamCommand, StreamReply> self;
    private final StreamMachine machine;
    private final Surroundings around;
    private final Filler filler;
    private final RateShares shares = new RateShares();
    private StreamState durable;
    private Map<String, String> configured = Map.of();
    private long publishedVersion;

    public StreamCompanion(Self<StreamCommand, StreamReply> self, StreamMachine machine, Surroundings around) {
        this.self = self;
        this.machine = machine;
        this.around = around;
        this.filler = new Filler(around.log());
        this.durable = machine.initial(self.id());
    }

    @Override
    public synchronized void opened(StreamState state) {
        durable = state;
        publishedVersion = around.catalog()
                .find(StreamDirectory.KIND, state.arn())
                .map(Entry::version)
                .orElse(0L);
        look();
    }

    @Override
    public synchronized void committed(StreamState state, List<StreamEvent> events) {
        for (StreamEvent event : events) {
            durable = machine.evolve(durable, event);
        }
        look();
    }

    @Override
    public synchronized CompletableFuture<StreamReply> complete(StreamReply reply) {
        return switch (reply) {
            case StreamReply.Known(StreamDefinition stream) ->
                when(() -> isPublished(stream.version()) && !isAwaited(stream.status()), reply);
            case StreamReply.Absent(long version) ->
                when(() -> isPublished(version) && !isAwaited(Status.DELETING), reply);
            case StreamReply.Demanded demanded -> CompletableFuture.completedFuture(demanded.shared(shares));
            case StreamReply.Shares _, StreamReply.Grants _, StreamReply.Subscribed _, StreamReply.Noted _ ->
                CompletableFuture.completedFuture(reply);
        };
    }

    private boolean isPublished(long version) {
        return publishedVersion >= version;
    }

    /** Whether a reply that would tell of CREATING or DELETING waits because that is not over yet, or not published. */
    private boolean isAwaited(Status told) {
        boolean isPassing = told == Status.CREATING || told == Status.DELETING;
        if (!around.answersWhenDone() || !isPassing) {
            return false;
        }
        boolean isThere = durable.stream() != null && durable.stream().status() == told;
        return isThere || !isPublished(durable.life().version());
    }

    @Override
    protected void reconcile() {
        StreamDefinition stream = durable.stream();
        if (stream != null) {
            switch (stream.status()) {
                case CREATING -> provision(stream);
                case ACTIVE, UPDATING -> {
                    configure(stream);
                    reshard(stream, durable.resharding());
                }
                case DELETING -> remove(stream);
            }
        }
        publish();
    }

    private void provision(StreamDefinition stream) {
        String topic = stream.topic().name();
        run("provision " + stream.id(), () -> {
            CompletableFuture<Optional<Topic>> found = stream.topic().adopted()
                    ? around.topics().find(topic)
                    : around.topics().ensure(StreamTopic.spec(stream)).thenApply(Optional::of);
            return found.thenCompose(present -> present.isEmpty()
                    ? self.submit(new StreamCommand.Unusable(stream.id()))
                    : partitions(stream, present.get())
                            .thenCompose(count -> ends(stream, count))
                            .thenCompose(ends -> self.submit(new StreamCommand.Provisioned(
                                    stream.id(),
                                    stream.topic().adopted()
                                            ? null
                                            : present.get().id(),
                                    ends))));
        });
    }

    private CompletableFuture<Integer> partitions(StreamDefinition stream, Topic topic) {
        int wanted = stream.shards().size();
        return topic.partitions() >= wanted
                ? CompletableFuture.completedFuture(topic.partitions())
                : around.topics().grow(stream.topic().name(), wanted);
    }

    private CompletableFuture<List<Long>> ends(StreamDefinition stream, int count) {
        List<CompletableFuture<RecordLog.Range>> ranges = IntStream.range(0, count)
                .mapToObj(partition ->
                        around.log().range(new TopicPartition(stream.topic().name(), partition)))
                .toList();
        return CompletableFuture.allOf(ranges.toArray(CompletableFuture[]::new))
                .thenApply(
                        done -> ranges.stream().map(range -> range.join().end()).toList());
    }

    /** Kafka must know retention and record size. After a change of owner it is told once again, unless they are what streams begin with. */
    private void configure(StreamDefinition stream) {
        Map<String, String> wanted = StreamTopic.configs(stream.features());
        if (stream.topic().adopted() || wanted.equals(configured)) {
            return;
        }
        if (configured.isEmpty() && wanted.equals(StreamTopic.USUAL)) {
            configured = wanted;
            return;
        }
        run(
                "configure",
                () -> around.topics().configure(stream.topic().name(), wanted).thenRun(() -> configured(wanted)));
    }

    private synchronized void configured(Map<String, String> done) {
        configured = done;
    }

    private void reshard(StreamDefinition stream, @Nullable Resharding round) {
        if (round == null) {
            return;
        }
        String topic = stream.topic().name();
        int partitions = durable.life().nextShard();
        if (round.isPlan()) {
            run(
                    "partitions of round " + round.round(),
                    () -> around.topics()
                            .grow(topic, partitions)
                            .<StreamCommand>thenApply(
                                    count -> new StreamCommand.PartitionsReady(stream.id(), round.round()))
                            .exceptionallyCompose(failure -> refused(stream, round, failure))
                            .thenCompose(self::submit));
            return;
        }
        run("round " + round.round(), () -> {
            List<CompletableFuture<?>> parts = new ArrayList<>();
            // Rounds of journals from before there were plans began without partitions.
            parts.add(around.topics().grow(topic, partitions));
            for (int parent : round.parents()) {
                long end = stream.shard(parent)
                        .orElseThrow(() -> new IllegalStateException("a parent is not in the map: " + parent))
                        .life()
                        .closing();
                parts.add(filler.fill(stream.partition(parent), end));
            }
            return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                    .thenCompose(done -> self.submit(new StreamCommand.RoundReady(stream.id(), round.round())));
        });
    }

    /** A plan that can never be carried out is given up: nothing has changed for anybody yet. */
    private CompletableFuture<StreamCommand> refused(StreamDefinition stream, Resharding round, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof Topics.Refused)) {
            return CompletableFuture.failedFuture(failure);
        }
        LOG.atWarn()
                .addKeyValue("stream", self.id())
                .addKeyValue("partitions", durable.life().nextShard())
                .addKeyValue("reason", cause.getMessage())
                .log("the cluster refuses partitions for new shards, the stream keeps those that it has");
        return CompletableFuture.completedFuture(new StreamCommand.PartitionsRefused(stream.id(), round.round()));
    }

    private void remove(StreamDefinition stream) {
        run("remove " + stream.id(), () -> {
            String made = durable.life().topicId();
            CompletableFuture<Void> gone = made == null
                    ? CompletableFuture.completedFuture(null)
                    : around.topics().delete(stream.topic().name(), made);
            return gone.thenCompose(done -> self.submit(new StreamCommand.RuinRemoved(stream.id())));
        });
    }

    private void publish() {
        long version = durable.life().version();
        if (version <= publishedVersion) {
            return;
        }
        StreamDefinition stream = durable.stream();
        byte[] value = stream == null ? new byte[0] : StreamCodecs.DEFINITIONS.encode(stream);
        run(
                "publish",
                () -> around.catalog()
                        .publish(new Entry(StreamDirectory.KIND, durable.arn(), version, value))
                        .thenRun(() -> published(version)));
    }

    private synchronized void published(long version) {
        publishedVersion = Math.max(publishedVersion, version);
    }

    @Override
    protected void failed(String effect, Throwable cause) {
        LOG.atWarn()
                .addKeyValue("stream", self.id())
                .addKeyValue("effect", effect)
                .setCause(cause)
                .log("effect of a stream failed, retrying");
    }
}
