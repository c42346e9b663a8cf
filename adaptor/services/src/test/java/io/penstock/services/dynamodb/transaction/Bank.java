package io.penstock.services.dynamodb.transaction;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.memory.MemoryOptions;
import io.penstock.kernel.memory.MemoryWorld;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.kernel.port.Topics;
import io.penstock.services.dynamodb.expression.Condition;
import io.penstock.services.dynamodb.expression.Expressions;
import io.penstock.services.dynamodb.item.AttributeType;
import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.KeyAttribute;
import io.penstock.services.dynamodb.item.KeySchema;
import io.penstock.services.dynamodb.store.Action;
import io.penstock.services.dynamodb.store.ItemKey;
import io.penstock.services.dynamodb.store.PartitionCommand;
import io.penstock.services.dynamodb.store.PartitionMachine;
import io.penstock.services.dynamodb.store.PartitionNodes;
import io.penstock.services.dynamodb.store.PartitionReply;
import io.penstock.services.dynamodb.store.PartitionReply.Image;
import io.penstock.services.dynamodb.store.TableShape;
import io.penstock.services.dynamodb.transaction.Transactor.Plan;
import io.penstock.services.dynamodb.transaction.Transactor.Share;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Two partitions with accounts, and coordinators; on one thread: everything that can happen has happened when a call returns. */
final class Bank implements AutoCloseable {

    static final int LEFT = 0;
    static final int RIGHT = 1;

    private static final String TOPIC = "t";
    private static final KeySchema KEY = KeySchema.of(new KeyAttribute("pk", AttributeType.S));
    private static final Region REGION = new Region("us-east-1");
    private static final AccountId ACCOUNT = new AccountId("000000000000");

    final MemoryWorld world;
    final FaultyMachines machines;
    final CoordinatorMachine coordinators = new CoordinatorMachine();
    final Transactor transactor;
    private final List<Runnable> later = new ArrayList<>();

    Bank(long seed) {
        world = new MemoryWorld(MemoryOptions.deterministic().withSeed(seed).withShards(64));
        machines = new FaultyMachines(world);
        transactor = new Transactor(machines);
        PartitionNodes.register(world, new CoordinatorVerdicts(machines));
        CoordinatorCompanion.Surroundings around = new CoordinatorCompanion.Surroundings(machines, later::add);
        world.machines().register(coordinators, self -> new CoordinatorCompanion(self, around));
        world.topics().ensure(new Topics.Spec(TOPIC, 2, Map.of()));
        for (int side : List.of(LEFT, RIGHT)) {
            ask(side, new PartitionCommand.Shape(new TableShape("0a".repeat(16), TOPIC, side, KEY, List.of())));
        }
    }

    static AggregateId partition(int side) {
        return PartitionMachine.id("arn:aws:dynamodb:us-east-1:000000000000:table/t", "0a", side);
    }

    static AggregateId coordinator(String token) {
        return CoordinatorMachine.id(REGION, ACCOUNT, token(token));
    }

    private static Bytes token(String token) {
        return Bytes.of(Arrays.copyOf(token.getBytes(StandardCharsets.UTF_8), 16));
    }

    /** Asks until there is an answer: a fault may be left that strikes the question. */
    PartitionReply ask(int side, PartitionCommand command) {
        for (int tries = 0; ; tries++) {
            CompletableFuture<PartitionReply> answer =
                    world.machines().submit(PartitionMachine.TYPE, partition(side), command);
            if (!answer.isCompletedExceptionally() || tries == 3) {
                return answer.join();
            }
        }
    }

    private static Item key(String pk) {
        return new Item(Map.of("pk", new AttributeValue.S(pk)));
    }

    private static Bytes place(String pk) {
        return ItemKey.of(KEY.named(key(pk)));
    }

    /** Adds to an account if it then has at least so much. */
    static Action add(String account, int amount, int floor) {
        Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> values = new HashMap<>();
        values.put(":d", number(amount));
        values.put(":least", number(floor - amount));
        Expressions expressions = Expressions.of(null, values);
        return new Action.Update(
                place(account), key(account), expressions.update("ADD v :d"), expressions.condition("v >= :least"));
    }

    private static software.amazon.awssdk.services.dynamodb.model.AttributeValue number(int value) {
        return software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN(Integer.toString(value));
    }

    /** Makes or replaces an account. */
    static Action set(String account, int amount) {
        AttributeValue value =
                new AttributeValue.N(io.penstock.services.dynamodb.item.DdbNumber.parse(Integer.toString(amount)));
        return new Action.Put(place(account), key(account).with("v", value), new Condition.Always());
    }

    Plan plan(String token, List<Action> left, List<Action> right) {
        List<Share> shares = new ArrayList<>();
        shares.add(new Share(partition(LEFT), "t", left));
        shares.add(new Share(partition(RIGHT), "t", right));
        return new Plan(
                coordinator(token), token(token), Bytes.of((byte) left.size(), (byte) right.size()), shares, true);
    }

    Image image(int side, String account) {
        PartitionReply reply = ask(side, new PartitionCommand.Get(List.of(place(account)), true));
        if (!(reply instanceof PartitionReply.Found(List<Image> images))) {
            throw new AssertionError("no answer: " + reply);
        }
        return images.getFirst();
    }

    Optional<Integer> amount(int side, String account) {
        return image(side, account).item().get("v") instanceof AttributeValue.N number
                ? Optional.of(Integer.valueOf(number.value().toString()))
                : Optional.empty();
    }

    /** Faults end; what was held up arrives, what shall be tried again is, and time passes. */
    void heal() {
        machines.fates(number -> FaultyMachines.Fate.DELIVERED);
        machines.deliverLate();
        for (int i = 0; i < 6; i++) {
            retry();
            world.advance(Duration.ofSeconds(8));
        }
    }

    /** The pause after a failure is over. */
    void retry() {
        List<Runnable> due = new ArrayList<>(later);
        later.clear();
        due.forEach(Runnable::run);
    }

    CoordinatorState state(String token) {
        return world.state(coordinators, coordinator(token));
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
