package io.penstock.services.kinesis.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.memory.MemoryOptions;
import io.penstock.kernel.memory.MemoryWorld;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog.Appended;
import io.penstock.services.kinesis.rules.KinesisSettings;
import io.penstock.services.kinesis.stream.HashRange;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamCodecs;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition.Mode;
import io.penstock.services.kinesis.stream.StreamDefinition.Topic;
import io.penstock.services.kinesis.stream.StreamDirectory;
import io.penstock.services.kinesis.stream.StreamDirectory.View;
import io.penstock.services.kinesis.stream.StreamName;
import io.penstock.services.kinesis.stream.WriteGate;
import io.penstock.services.kinesis.stream.WriteGate.Bound;
import io.penstock.services.kinesis.stream.WriteGate.Verdict;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Nodes write to and read from one stream while it splits and merges, its owner crashes, and acknowledgements of the log and of the journal are late. Every node uses
 * whatever old version of the definition it has. Time has no part in it.
 */
final class ReshardWalk {

    private static final String ARN =
            StreamName.arn(Region.DEFAULT, AccountId.DEFAULT, "s").toString();
    private static final int NODES = 3;
    private static final int KEYS = 8;

    /** A node: a gate of its own, and a map that is as old as chance will have it. */
    private static final class Node {
        private final WriteGate gate;
        private View view;

        Node(WriteGate gate, View view) {
            this.gate = gate;
            this.view = view;
        }
    }

    /** A record on its way, from the first append to the acknowledgement. */
    private static final class Put {
        private final String key;
        private final String id;
        private final Node node;
        private @Nullable StreamDefinition usedView;
        private int shard;
        private @Nullable CompletableFuture<Appended> append;
        private @Nullable CompletableFuture<Verdict> verdict;

        Put(String key, String id, Node node) {
            this.key = key;
            this.id = id;
            this.node = node;
        }
    }

    private final SplittableRandom random;
    private final MemoryWorld world;
    private final StreamDirectory directory;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Put> underWay = new HashMap<>();
    private final Map<String, List<String>> acknowledged = new HashMap<>();
    private final Map<String, String> shown = new HashMap<>();
    private int puts;
    private int reroutes;

    ReshardWalk(long seed) {
        this.random = new SplittableRandom(seed);
        this.world = new MemoryWorld(MemoryOptions.deterministic().withSeed(seed));
        StreamMachine machine = new StreamMachine(KinesisSettings.DEFAULT);
        StreamCompanion.Surroundings around =
                new StreamCompanion.Surroundings(world.topics(), world.recordLog(), world.catalog(), true);
        world.machines().register(machine, self -> new StreamCompanion(self, machine, around));
        this.directory = new StreamDirectory(world.catalog(), world.machines());
        submit(new StreamCommand.Create(
                2,
                Mode.PROVISIONED,
                new Topic(StreamName.topic(StreamName.parse(ARN).orElseThrow().stream()), false),
                1024,
                Map.of()));
        for (int i = 0; i < NODES; i++) {
            nodes.add(new Node(
                    new WriteGate(world.catalog(), world.machines(), world.recordLog(), world.clock()), latest()));
        }
    }

    private View latest() {
        return directory.find(ARN).orElseThrow();
    }

    /** Refusals are part of the game: the stream may be UPDATING. */
    private void submit(StreamCommand command) {
        world.machines()
                .submit(StreamCodecs.STREAMS, StreamDirectory.aggregate(ARN), command)
                .exceptionally(refused -> null);
    }

    /** How many records were appended anew because their shard had ended. */
    int reroutes() {
        return reroutes;
    }

    int shards() {
        return latest().stream().shards().size();
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
        world.recordLogFaults().releaseAcks();
        world.journalFaults().releaseAcks();
        world.crashAndRecover();
        for (int i = 0; i < 20 * KEYS && !underWay.isEmpty(); i++) {
            List.copyOf(underWay.values()).forEach(put -> {
                put.node.view = latest();
                advance(put);
            });
        }
        assertThat(underWay).as("puts that never end").isEmpty();
        world.close();
        assertThat(world.defects()).isEmpty();
    }

    private void step() {
        switch (random.nextInt(20)) {
            case 0 -> split();
            case 1 -> merge();
            case 2 -> any(nodes).view = latest();
            case 3 -> world.recordLogFaults().holdAcks();
            case 4, 5 -> world.recordLogFaults().releaseAcks();
            case 6 -> world.journalFaults().holdAcks();
            case 7, 8 -> world.journalFaults().releaseAcks();
            case 9 -> {
                if (random.nextInt(3) == 0) {
                    world.crashAndRecover();
                }
            }
            case 10 -> world.advance(Duration.ofMillis(random.nextInt(1, 3_000)));
            case 11 -> read();
            case 12 -> burst();
            default -> put();
        }
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private void split() {
        List<ShardDefinition> open = latest().stream().openShards();
        if (open.size() < 6) {
            ShardDefinition shard = any(open);
            submit(new StreamCommand.Split(shard.id(), ReshardPlan.middle(shard)));
        }
    }

    private void merge() {
        List<ShardDefinition> open = ReshardPlan.inOrder(latest().stream().openShards());
        if (open.size() > 1) {
            int first = random.nextInt(open.size() - 1);
            submit(new StreamCommand.Merge(
                    open.get(first).id(), open.get(first + 1).id()));
        }
    }

    /** One step of one key's put: a client sends the next record of a key only when the last one is acknowledged. */
    private void put() {
        String key = "key-" + random.nextInt(KEYS);
        advance(underWay.computeIfAbsent(key, fresh -> new Put(fresh, fresh + "/" + puts++, any(nodes))));
    }

    private void advance(Put put) {
        if (put.append == null) {
            append(put);
        } else if (put.append.isCompletedExceptionally()) {
            // As an SDK does after an error: anew, with another id, since this one may have happened.
            underWay.remove(put.key);
        } else if (put.append.isDone()) {
            confirm(put);
        } else if (random.nextInt(8) == 0) {
            underWay.remove(put.key); // the client gave up
        }
    }

    private void append(Put put) {
        ShardDefinition shard = put.node.view.routing().shardOf(put.key);
        if (shard.state() != ShardDefinition.State.OPEN) {
            put.node.view = latest();
            return;
        }
        put.usedView = put.node.view.stream();
        put.shard = shard.number();
        put.append = world.recordLog()
                .append(
                        put.usedView.partition(put.shard),
                        new NewRecord(
                                put.key.getBytes(StandardCharsets.UTF_8),
                                put.id.getBytes(StandardCharsets.UTF_8),
                                List.of()));
    }

    private void confirm(Put put) {
        if (put.verdict == null || put.verdict.isCompletedExceptionally()) {
            put.verdict = put.node.gate.confirm(
                    put.usedView, put.shard, put.append.join().offset());
        }
        if (!put.verdict.isDone() || put.verdict.isCompletedExceptionally()) {
            if (random.nextInt(8) == 0) {
                underWay.remove(put.key);
            }
            return;
        }
        switch (put.verdict.join()) {
            case Verdict.Acknowledged() -> {
                acknowledged.computeIfAbsent(put.key, none -> new ArrayList<>()).add(put.id);
                underWay.remove(put.key);
            }
            case Verdict.Rerouted(long version) -> {
                reroutes++;
                put.append = null;
                put.verdict = null;
                if (put.node.view.stream().version() < version) {
                    put.node.view = latest();
                }
            }
        }
    }

    /** A plain producer writes more than any grant foresaw. */
    private void burst() {
        if (random.nextInt(4) != 0) {
            return;
        }
        StreamDefinition stream = latest().stream();
        ShardDefinition shard = any(stream.openShards());
        for (int i = 0; i < random.nextInt(1, 3_000); i++) {
            world.recordLog().append(stream.partition(shard.number()), new NewRecord(null, new byte[] {1}, List.of()));
        }
    }

    /** A node shows what it may show of a shard's end. */
    private void read() {
        Node node = any(nodes);
        ShardDefinition shard = any(node.view.stream().shards());
        StreamDefinition stream = node.view.stream();
        long end =
                world.recordLog().range(stream.partition(shard.number())).join().end();
        if (end == 0) {
            return;
        }
        CompletableFuture<Bound> bound = node.gate.readable(stream, shard.number(), end - 1);
        if (!bound.isDone() || bound.isCompletedExceptionally()) {
            return;
        }
        for (LogRecord each : records(stream, shard.number(), bound.join().below())) {
            String id = new String(each.value(), StandardCharsets.UTF_8);
            String place = shard.id() + "@" + each.offset();
            assertThat(shown.putIfAbsent(id, place))
                    .as("where a reader saw " + id)
                    .isIn(null, place);
        }
    }

    private List<LogRecord> records(StreamDefinition stream, int shard, long below) {
        return world.recordLog().read(stream.partition(shard), 0, Integer.MAX_VALUE, Integer.MAX_VALUE).join().stream()
                .filter(each -> each.offset() < below && each.value().length > 1)
                .toList();
    }

    /** What a consumer gets that reads parents before children. */
    void check() {
        StreamDefinition stream = latest().stream();
        Map<String, List<String>> read = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (ShardDefinition shard : stream.shards()) {
            for (LogRecord each : records(stream, shard.number(), shard.life().closing())) {
                String id = new String(each.value(), StandardCharsets.UTF_8);
                String key = id.substring(0, id.indexOf('/'));
                assertThat(seen.add(id)).as(id + " is in one shard").isTrue();
                assertThat(shard.range().contains(hash(key)))
                        .as(id + " is in the shard of its key")
                        .isTrue();
                read.computeIfAbsent(key, none -> new ArrayList<>()).add(id);
            }
        }
        acknowledged.forEach((key, ids) -> {
            List<String> got = new ArrayList<>(read.getOrDefault(key, List.of()));
            got.retainAll(new HashSet<>(ids));
            assertThat(got).as(key + " in order and complete").isEqualTo(ids);
        });
        shown.forEach((id, place) -> assertThat(seen).as("shown at " + place).contains(id));
        stream.openShards().stream()
                .sorted(java.util.Comparator.comparing(shard -> shard.range().start()))
                .map(ShardDefinition::range)
                .reduce(HashRange::with)
                .ifPresent(all -> assertThat(all).isEqualTo(HashRange.ALL));
    }

    private static BigInteger hash(String key) {
        return io.penstock.services.kinesis.stream.ShardRouting.hashKey(key);
    }
}
