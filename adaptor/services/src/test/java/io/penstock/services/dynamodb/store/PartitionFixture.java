package io.penstock.services.dynamodb.store;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.memory.MemoryLocalStore;
import io.penstock.kernel.memory.MemoryMachines;
import io.penstock.kernel.memory.MemoryOptions;
import io.penstock.kernel.memory.MemoryWorld;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.services.dynamodb.expression.Condition;
import io.penstock.services.dynamodb.item.AttributeType;
import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.KeyAttribute;
import io.penstock.services.dynamodb.item.KeySchema;
import io.penstock.services.dynamodb.store.PartitionReply.At;
import io.penstock.services.dynamodb.store.TableShape.IndexShape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** One partition of a table with key {@code pk}, on one thread: everything that can happen has happened when a call returns. */
final class PartitionFixture implements AutoCloseable {

    static final AggregateId ID = PartitionMachine.id("arn:aws:dynamodb:us-east-1:000000000000:table/t", "0a", 0);
    static final String TOPIC = "t";
    static final KeySchema KEY = KeySchema.of(new KeyAttribute("pk", AttributeType.S));
    static final TableShape SHAPE = new TableShape("0a".repeat(16), TOPIC, 0, KEY, List.of());

    final MemoryWorld world;
    /** The disk of the node that owns the partition now. */
    MemoryLocalStore store = new MemoryLocalStore();

    private final ArrayDeque<Runnable> delayed = new ArrayDeque<>();
    private boolean stuck;
    private PartitionViews views = new PartitionViews(store);
    /** Of the node. */
    final WriteMemory memory = new WriteMemory(1 << 20, 0);

    final PartitionMachine machine = new PartitionMachine(true);

    PartitionFixture(long seed) {
        world = new MemoryWorld(MemoryOptions.deterministic().withSeed(seed));
        world.machines().register(machine, self -> new PartitionCompanion(self, surroundings()));
        world.topics().ensure(new Topics.Spec(TOPIC, 2, Map.of()));
    }

    PartitionViews views() {
        return views;
    }

    private void io(Runnable task) {
        if (stuck) {
            delayed.add(task);
        } else {
            task.run();
        }
    }

    /** The disk of the node answers no more. */
    void stick() {
        stuck = true;
    }

    void unstick() {
        stuck = false;
        for (Runnable task = delayed.poll(); task != null; task = delayed.poll()) {
            task.run();
        }
    }

    private StoreSurroundings surroundings() {
        return new StoreSurroundings(
                world.recordLog(),
                views,
                memory,
                id -> CompletableFuture.completedFuture(new Verdicts.Verdict.Undecided()),
                new StoreSurroundings.Threads(this::io, Runnable::run));
    }

    static PartitionFixture shaped() {
        PartitionFixture fixture = new PartitionFixture(Long.getLong("penstock.seed", 1));
        fixture.shape(SHAPE);
        return fixture;
    }

    void shape(TableShape shape) {
        submit(new PartitionCommand.Shape(shape)).join();
    }

    static TableShape withIndexes(IndexShape... indexes) {
        return new TableShape(SHAPE.id(), TOPIC, 0, KEY, List.of(indexes));
    }

    static IndexShape index(int number, String attribute) {
        return new IndexShape(
                number, "by" + attribute, false, KeySchema.of(new KeyAttribute(attribute, AttributeType.S)));
    }

    static IndexShape expiry(int number, String attribute) {
        return new IndexShape(number, "", true, KeySchema.of(new KeyAttribute(attribute, AttributeType.N)));
    }

    CompletableFuture<PartitionReply> submit(PartitionCommand command) {
        return submit(world.machines(), command);
    }

    static CompletableFuture<PartitionReply> submit(Machines machines, PartitionCommand command) {
        return machines.submit(PartitionMachine.TYPE, ID, command);
    }

    static Bytes place(String pk) {
        return ItemKey.of(KEY.named(key(pk)));
    }

    static Item key(String pk) {
        return new Item(Map.of("pk", new AttributeValue.S(pk)));
    }

    static Item item(String pk, String value) {
        return key(pk).with("v", new AttributeValue.S(value));
    }

    static PartitionCommand put(String pk, String value) {
        return put(item(pk, value));
    }

    static PartitionCommand put(Item item) {
        return new PartitionCommand.Write(new Action.Put(ItemKey.of(KEY.keyOf(item)), item, new Condition.Always()));
    }

    static PartitionCommand delete(String pk) {
        return new PartitionCommand.Write(new Action.Delete(place(pk), new Condition.Always()));
    }

    /** The value of an item now, by its key. */
    Optional<String> get(String pk) {
        return get(world.machines(), pk);
    }

    static Optional<String> get(Machines machines, String pk) {
        PartitionReply reply = submit(machines, new PartitionCommand.Get(List.of(place(pk)), true))
                .join();
        if (!(reply instanceof PartitionReply.Found(var images))) {
            throw new AssertionError("no answer: " + reply);
        }
        return value(images.getFirst().item());
    }

    static Optional<String> value(Item item) {
        return item.get("v") instanceof AttributeValue.S text ? Optional.of(text.value()) : Optional.empty();
    }

    /** Keys of a stretch of the table or of an index, in order. */
    List<String> read(int index, Range range) {
        PartitionReply reply = submit(new PartitionCommand.Read(index, range, 1_000, 1 << 20, true))
                .join();
        if (!(reply instanceof PartitionReply.Page(var items, boolean _))) {
            throw new AssertionError("no answer: " + reply);
        }
        List<String> keys = new ArrayList<>();
        for (At at : items) {
            keys.add(at.item().get("pk") instanceof AttributeValue.S text ? text.value() : "?");
        }
        return keys;
    }

    static Range everything() {
        return new Range(new byte[0], ItemKey.start(1L << 32), false);
    }

    /** All items by key. */
    Map<String, String> items() {
        Map<String, String> found = new TreeMap<>();
        read(0, everything()).forEach(pk -> found.put(pk, get(pk).orElse("")));
        return found;
    }

    List<LogRecord> topic() {
        return world.recordLog()
                .read(new TopicPartition(TOPIC, 0), 0, Integer.MAX_VALUE, Integer.MAX_VALUE)
                .join();
    }

    /** What compaction would leave, as a consumer reads it. */
    Map<String, String> compacted() {
        Map<String, String> last = new LinkedHashMap<>();
        for (LogRecord record : topic()) {
            Entry entry = TableRecord.read(KEY, record).entry();
            if (entry != null) {
                String pk =
                        ItemKey.key(KEY, entry.place()).hash() instanceof AttributeValue.S text ? text.value() : "?";
                Item item = entry.item();
                if (item == null) {
                    last.remove(pk);
                } else {
                    last.put(pk, value(item).orElse(""));
                }
            }
        }
        return new TreeMap<>(last);
    }

    /** Another node, with a disk of its own, takes over. */
    MemoryMachines depose() {
        store = new MemoryLocalStore();
        views = new PartitionViews(store);
        return world.depose(ID);
    }

    PartitionState state() {
        return world.state(machine, ID);
    }

    @Override
    public void close() {
        world.close();
        if (!world.defects().isEmpty()) {
            throw new AssertionError(
                    "defects: " + world.defects(), world.defects().getFirst());
        }
    }
}
