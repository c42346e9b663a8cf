package io.penstock.log.shard;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.log.LogSettings;
import io.penstock.log.client.Appender;
import io.penstock.log.client.KafkaClients;
import io.penstock.log.client.ReaderPool;
import io.penstock.log.peer.NotExecutedException;
import io.penstock.log.topic.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shards that this node owns, and the way to the others. Kinds are registered first, then {@link #start}; commands submitted before wait for an owner as
 * they do later.
 */
public final class ShardHost implements Machines, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ShardHost.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final int READERS = 4;
    private static final int WAITING_READS = 1_000;

    private final LogSettings.Shards settings;
    private final int shards;
    private final ReaderPool readers;
    private final Owned owned = new Owned();
    private @Nullable Ownership ownership;
    private final ShardStore store;
    private final Timers timers;
    private final RandomGenerator seeds;
    private final ExecutorService loops;
    private final Map<String, Registration<?, ?, ?, ?>> kinds = new ConcurrentHashMap<>();
    private final Set<Integer> assigned = ConcurrentHashMap.newKeySet();
    private final AtomicReferenceArray<Term> terms;
    private final Strand[] strands;
    private final Attempts[] attempts;
    private volatile Remote remote = Remote.NONE;
    private volatile @Nullable Forwarding forwarding;
    private volatile boolean joined;
    private volatile boolean closed;

    private static final class Attempts {
        private volatile int failures;
        private volatile boolean live;
    }

    /** Time and chance. */
    public record Environment(InstantSource clock, RandomGenerator random) {}

    /**
     * @param settings with as many shards as the cluster has
     * @param appender for journals and snapshots; stays the caller's
     */
    public ShardHost(
            LogSettings.Shards settings,
            KafkaClients clients,
            TopicNames names,
            Appender appender,
            Environment environment) {
        this.settings = settings;
        this.shards = settings.count();
        this.readers = new ReaderPool(
                clients, "shards", new ReaderPool.Bounds(READERS, 2 * shards + WAITING_READS, 4 << 20, 5_000));
        this.store = new ShardStore(clients, names, appender, readers);
        this.timers = new Timers(environment.clock());
        this.seeds = environment.random();
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);
        this.loops = Executors.newFixedThreadPool(
                threads,
                Thread.ofPlatform().daemon().name("penstock-shards-", 0).factory());
        this.terms = new AtomicReferenceArray<>(shards);
        this.strands = new Strand[shards];
        this.attempts = new Attempts[shards];
        for (int i = 0; i < shards; i++) {
            strands[i] = new Strand(loops);
            attempts[i] = new Attempts();
        }
    }

    /** How the topics of the shards are made. */
    public static List<Topics.Spec> topics(int shards) {
        return ShardStore.topics(shards);
    }

    /** Begins to own shards and to replay them. Every kind is registered by now. */
    public synchronized void start(Ownership newOwnership) {
        ownership = newOwnership;
        newOwnership.start(shards, owned);
    }

    /**
     * Makes other nodes reachable, and this one for them. Before the ownership starts.
     *
     * @param catalog where owners are published
     * @param secret of the cluster
     */
    public void connect(Catalog catalog, LogSettings.Internal internal, byte[] secret) {
        Forwarding made = new Forwarding(owned, catalog, internal, secret);
        forwarding = made;
        remote = made;
    }

    @Override
    public <S, C, E, R> void register(Machine<S, C, E, R> machine, Companion.Factory<S, C, E, R> companions) {
        Registration<?, ?, ?, ?> known =
                kinds.putIfAbsent(machine.type().name(), new Registration<>(machine, companions));
        if (known != null) {
            throw new IllegalStateException("a machine is registered already as " + machine.type());
        }
    }

    @Override
    @SuppressWarnings("unchecked") // a type's name is bound to one machine
    public <C, R> CompletableFuture<R> submit(MachineType<C, R> type, AggregateId id, C command) {
        Registration<?, C, ?, R> kind = (Registration<?, C, ?, R>) registered(type.name());
        Request<C, R> request = new Request<>(kind, id, command, Request.Origin.CALLER, patience());
        dispatch(request);
        return request.caller;
    }

    private Instant patience() {
        return timers.clock().instant().plus(settings.patience());
    }

    /** Sends a command where its shard is; looks again, while patience lasts, when it is nowhere. */
    void dispatch(Request<?, ?> request) {
        int shard = request.id.shard(shards);
        Term term = terms.get(shard);
        if (term != null) {
            term.offer(request);
        } else if (request.origin == Request.Origin.PEER) {
            request.caller.completeExceptionally(new NotExecutedException("the shard is not here"));
        } else if (closed) {
            request.caller.completeExceptionally(CommonFaults.UNAVAILABLE.with());
        } else if (assigned.contains(shard) || !remote.forward(shard, request, () -> lookAgain(request))) {
            lookAgain(request);
        }
    }

    private void lookAgain(Request<?, ?> request) {
        Instant now = timers.clock().instant();
        if (closed || now.isAfter(request.patience)) {
            request.caller.completeExceptionally(CommonFaults.UNAVAILABLE.with());
        } else if (!request.isGone()) {
            timers.at(now.plus(request.nextPause()), loops, () -> dispatch(request));
        }
    }

    private void begin(int shard) {
        if (closed || !assigned.contains(shard)) {
            return;
        }
        Term term = new Term(owned, strands[shard], shard);
        if (terms.compareAndSet(shard, null, term)) {
            term.start();
        }
    }

    private Registration<?, ?, ?, ?> registered(String name) {
        Registration<?, ?, ?, ?> kind = kinds.get(name);
        if (kind == null) {
            throw new IllegalStateException("no machine is registered as " + name);
        }
        return kind;
    }

    /** What ownership and terms call back. */
    private final class Owned implements Ownership.Listener, Term.Host, Forwarding.Host {
        @Override
        public void reroute(Request<?, ?> request) {
            if (request.origin == Request.Origin.PEER) {
                request.caller.completeExceptionally(new NotExecutedException("the shard is not here"));
            } else {
                lookAgain(request);
            }
        }

        @Override
        public void gained(Set<Integer> gained) {
            joined = true;
            for (int shard : gained) {
                if (assigned.add(shard)) {
                    begin(shard);
                }
            }
        }

        @Override
        public CompletableFuture<Void> release(Set<Integer> released) {
            assigned.removeAll(released);
            return CompletableFuture.allOf(released.stream()
                    .map(terms::get)
                    .filter(Objects::nonNull)
                    .map(Term::leave)
                    .toArray(CompletableFuture[]::new));
        }

        @Override
        public void lost(Set<Integer> lost) {
            assigned.removeAll(lost);
            lost.stream().map(terms::get).filter(Objects::nonNull).forEach(Term::abandon);
        }

        @Override
        public void live(Term term) {
            attempts[term.shard()].live = true;
            remote.owned(term.shard(), term.epoch());
        }

        @Override
        public void ended(Term term) {
            int shard = term.shard();
            terms.compareAndSet(shard, term, null);
            if (closed || !assigned.contains(shard)) {
                return;
            }
            // Still ours, as far as we know. The pause keeps two owners who both believe so from deposing each other in
            // a
            // tight loop.
            Attempts attempt = attempts[shard];
            boolean healthy = attempt.live && !term.isDeposed();
            int failures = healthy ? 0 : attempt.failures + 1;
            attempt.failures = failures;
            attempt.live = false;
            long pause = Math.min(
                    LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(10, Math.max(0, failures - 1)));
            timers.at(timers.clock().instant().plusMillis(pause), loops, () -> begin(shard));
        }

        @Override
        public void dispatch(Request<?, ?> request) {
            ShardHost.this.dispatch(request);
        }

        @Override
        public Executor executor() {
            return loops;
        }

        @Override
        public ShardStore store() {
            return store;
        }

        @Override
        public Timers timers() {
            return timers;
        }

        @Override
        public LogSettings.ShardLimits limits() {
            return settings.limits();
        }

        @Override
        public synchronized RandomGenerator random() {
            return new java.util.SplittableRandom(seeds.nextLong());
        }

        @Override
        public Registration<?, ?, ?, ?> kind(String name) {
            return registered(name);
        }
    }

    /** How many shards the cluster has. */
    public int shards() {
        return shards;
    }

    /** Whether it was said which shards are this node's; it may be none. */
    public boolean hasJoined() {
        return joined;
    }

    /** Shards that this node should own now. */
    public int assignedShards() {
        return assigned.size();
    }

    /** Where this node writes journals and snapshots now. */
    public List<TopicPartition> writtenPartitions() {
        return assigned.stream()
                .sorted()
                .flatMap(shard -> Stream.of(
                        new TopicPartition(ShardStore.JOURNAL, shard), new TopicPartition(ShardStore.SNAPSHOTS, shard)))
                .toList();
    }

    /** Shards that this node owns and serves. */
    public int liveShards() {
        return (int) IntStream.range(0, shards)
                .mapToObj(terms::get)
                .filter(term -> term != null && term.phase() == Term.Phase.LIVE)
                .count();
    }

    /** Long polls and the like, waiting on this node. */
    public int parkedCommands() {
        return IntStream.range(0, shards)
                .mapToObj(terms::get)
                .filter(Objects::nonNull)
                .mapToInt(Term::parked)
                .sum();
    }

    /** Attempts in a row, of all shards, that did not become live or were deposed. */
    int failures() {
        return Stream.of(attempts).mapToInt(attempt -> attempt.failures).sum();
    }

    /** Takes snapshots of all live shards, without waiting for them. */
    public void snapshot() {
        IntStream.range(0, shards).mapToObj(terms::get).filter(Objects::nonNull).forEach(Term::snapshot);
    }

    /** The ownership of a shard, while there is one here. */
    Optional<Term> term(int shard) {
        return Optional.ofNullable(terms.get(shard));
    }

    /** The clock was set: completes when all that became due has been done. */
    CompletableFuture<Void> clockMoved() {
        return timers.clockMoved()
                .thenCompose(due -> CompletableFuture.allOf(Stream.of(strands)
                        .map(strand -> CompletableFuture.runAsync(() -> {}, strand))
                        .toArray(CompletableFuture[]::new)));
    }

    /** Gives the shards up in order, ends what is left and stops the threads. */
    @Override
    public synchronized void close() {
        // First, so that nobody who waits for an owner goes on waiting.
        closed = true;
        if (ownership != null) {
            ownership.close();
        }
        assigned.clear();
        CompletableFuture<Void> ended = CompletableFuture.allOf(IntStream.range(0, shards)
                .mapToObj(terms::get)
                .filter(Objects::nonNull)
                .map(Term::abandon)
                .toArray(CompletableFuture[]::new));
        try {
            ended.completeOnTimeout(null, 2, TimeUnit.SECONDS).join();
            if (forwarding != null) {
                forwarding.close();
            }
            timers.close();
            readers.close();
            loops.shutdown();
            if (!loops.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.warn("shard threads are still busy");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
