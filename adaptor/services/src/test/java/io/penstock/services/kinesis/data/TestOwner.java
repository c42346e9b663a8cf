package io.penstock.services.kinesis.data;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.memory.MemoryWorld;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.common.RateShares;
import io.penstock.services.kinesis.stream.ConsumerDefinition;
import io.penstock.services.kinesis.stream.HashRange;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamCodecs;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDirectory;
import io.penstock.services.kinesis.stream.StreamReply;
import io.penstock.services.kinesis.stream.WriteGate;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** The owner of one stream, as data operations meet it: grants offsets, splits shards, publishes. The real one is tested where it lives. */
public final class TestOwner implements Machines {

    /** Few, so that grants run out in tests. */
    private static final int AHEAD = 50;

    private final MemoryWorld world;
    private StreamDefinition stream;
    private final List<CompletableFuture<StreamReply>> watchers = new ArrayList<>();
    private final RateShares shares = new RateShares();
    private long nodes;
    private long token;

    TestOwner(MemoryWorld world, StreamDefinition stream) {
        this.world = world;
        this.stream = stream;
        publish();
    }

    public synchronized StreamDefinition stream() {
        return stream;
    }

    @Override
    public <S, C, E, R> void register(Machine<S, C, E, R> machine, Companion.Factory<S, C, E, R> companions) {
        throw new IllegalStateException("this owner is none");
    }

    @Override
    @SuppressWarnings("unchecked") // only streams are asked
    public <C, R> CompletableFuture<R> submit(MachineType<C, R> type, AggregateId id, C command) {
        return command instanceof StreamCommand.AwaitSubscribed
                ? (CompletableFuture<R>) watch()
                : (CompletableFuture<R>) CompletableFuture.completedFuture(answer(id, (StreamCommand) command));
    }

    private synchronized CompletableFuture<StreamReply> watch() {
        CompletableFuture<StreamReply> watcher = new CompletableFuture<>();
        watchers.add(watcher);
        return watcher;
    }

    private StreamReply subscribe(StreamCommand.Subscribe subscribe) {
        StreamReply granted = new StreamReply.Subscribed(
                List.of(new StreamReply.Holder(subscribe.consumerArn(), subscribe.shard(), ++token)));
        List<CompletableFuture<StreamReply>> due = List.copyOf(watchers);
        watchers.clear();
        due.forEach(watcher -> watcher.completeAsync(() -> granted, Thread::startVirtualThread));
        return granted;
    }

    private synchronized StreamReply answer(AggregateId id, StreamCommand command) {
        if (!id.key().equals(stream.arn())) {
            return new StreamReply.Absent(0);
        }
        if (command instanceof StreamCommand.Extend extend) {
            return new StreamReply.Grants(
                    extend.seen().stream().map(this::grant).toList());
        }
        if (command instanceof StreamCommand.Share share) {
            long node = share.node() == 0 ? ++nodes : share.node();
            return new StreamReply.Demanded(node, world.clock().millis(), share.demand()).shared(shares);
        }
        if (command instanceof StreamCommand.Subscribe subscribe) {
            return subscribe(subscribe);
        }
        return command instanceof StreamCommand.Describe ? new StreamReply.Known(stream) : new StreamReply.Noted();
    }

    private StreamReply.Grant grant(StreamCommand.Seen seen) {
        ShardDefinition shard = stream.shard(seen.shard()).orElseThrow();
        if (shard.state() != ShardDefinition.State.OPEN) {
            return new StreamReply.Grant(shard.number(), shard.life().closing(), Long.MAX_VALUE, stream.version());
        }
        long granted = Math.max(shard.granted(), seen.offset() + AHEAD);
        replace(shard.granted(granted));
        return new StreamReply.Grant(shard.number(), granted, granted - AHEAD / 2, 0);
    }

    private void replace(ShardDefinition changed) {
        List<ShardDefinition> shards = new ArrayList<>(stream.shards());
        shards.replaceAll(shard -> shard.number() == changed.number() ? changed : shard);
        stream = with(stream.version(), stream.status(), stream.consumers(), shards);
    }

    private StreamDefinition with(
            long version,
            StreamDefinition.Status status,
            List<ConsumerDefinition> consumers,
            List<ShardDefinition> shards) {
        return new StreamDefinition(
                stream.arn(),
                stream.id(),
                version,
                stream.createdMillis(),
                stream.mode(),
                status,
                stream.features(),
                stream.topic(),
                stream.tags(),
                stream.policies(),
                consumers,
                shards);
    }

    private void publish() {
        world.catalog()
                .publish(new Catalog.Entry(
                        StreamDirectory.KIND, stream.arn(), stream.version(), StreamCodecs.DEFINITIONS.encode(stream)))
                .join();
    }

    private void next(StreamDefinition.Status status, List<ShardDefinition> shards) {
        stream = with(stream.version() + 1, status, stream.consumers(), shards);
        publish();
    }

    /** Registers a consumer; its ARN. */
    public synchronized String registerConsumer(String name) {
        ConsumerDefinition consumer = new ConsumerDefinition(name, world.clock().millis(), new TreeMap<>());
        List<ConsumerDefinition> consumers = new ArrayList<>(stream.consumers());
        consumers.removeIf(known -> known.name().equals(name));
        consumers.add(consumer);
        stream = with(stream.version() + 1, stream.status(), consumers, stream.shards());
        publish();
        return consumer.arn(stream.arn());
    }

    /** Deregisters every consumer. */
    public synchronized void deregisterConsumers() {
        stream = with(stream.version() + 1, stream.status(), List.of(), stream.shards());
        publish();
    }

    /** Fixes the end of a shard where its grant ends. Writers wait from now on. */
    public synchronized long close(int number) {
        ShardDefinition closing = stream.shard(number).orElseThrow().closing();
        replace(closing);
        next(StreamDefinition.Status.UPDATING, stream.shards());
        return closing.life().closing();
    }

    /** Fills a closing shard up and puts two children in its place. */
    public synchronized void split(int number) {
        ShardDefinition parent = stream.shard(number).orElseThrow();
        TopicPartition partition = stream.partition(number);
        long end = world.recordLog().range(partition).join().end();
        for (long offset = end; offset < parent.life().closing(); offset++) {
            world.recordLog()
                    .append(partition, new NewRecord(null, new byte[0], List.of(WriteGate.fillerHeader())))
                    .join();
        }
        BigInteger middle = parent.range().start().add(parent.range().end()).shiftRight(1);
        List<ShardDefinition> shards = new ArrayList<>(stream.shards());
        shards.replaceAll(
                shard -> shard.number() == number ? shard.closed(world.clock().millis()) : shard);
        int next = shards.size();
        ShardDefinition.Parents from = new ShardDefinition.Parents(number, null);
        shards.add(shard(next, new HashRange(parent.range().start(), middle), parent.epoch() + 1, from));
        shards.add(shard(
                next + 1,
                new HashRange(middle.add(BigInteger.ONE), parent.range().end()),
                parent.epoch() + 1,
                from));
        next(StreamDefinition.Status.ACTIVE, shards);
    }

    /** An open shard. */
    static ShardDefinition shard(int number, HashRange range, long epoch, ShardDefinition.Parents parents) {
        return new ShardDefinition(
                number, range, epoch, parents, 0, new ShardDefinition.Life(0, ShardDefinition.NEVER, 0));
    }

    /** Deletes the stream. */
    public synchronized void delete() {
        world.catalog()
                .publish(new Catalog.Entry(StreamDirectory.KIND, stream.arn(), stream.version() + 1, new byte[0]))
                .join();
        String topic = stream.topic().name();
        world.topics()
                .delete(topic, world.topics().find(topic).join().orElseThrow().id())
                .join();
    }
}
