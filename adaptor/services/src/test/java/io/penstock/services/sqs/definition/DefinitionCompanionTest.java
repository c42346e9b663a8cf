package io.penstock.services.sqs.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import io.penstock.kernel.memory.MemoryOptions;
import io.penstock.kernel.memory.MemoryWorld;
import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.Machines;
import io.penstock.services.sqs.queue.Queue;
import io.penstock.services.sqs.rules.SqsLimits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When callers hear of what a companion does. Its own commands and the queue's partitions never answer here: the test says what happens. */
class DefinitionCompanionTest {

    private static final AggregateId ID = DefinitionMachine.id("arn:aws:sqs:us-east-1:000000000000:orders");

    private final MemoryWorld world = new MemoryWorld(MemoryOptions.threaded());
    private final DefinitionMachine machine = new DefinitionMachine(SqsLimits.RELAXED);
    private Tick tick = new Tick(Instant.parse("2026-01-02T03:04:05Z"), new SplittableRandom(1));
    private final DefinitionCompanion companion = new DefinitionCompanion(
            new Self(),
            machine,
            new DefinitionCompanion.Surroundings(
                    world.topics(),
                    world.catalog(),
                    new PartitionCommands(new Silent(), Queue.TYPE, world.recordLog())));
    private DefinitionState state = machine.initial(ID);

    private static final class Self implements Companion.Self<DefinitionCommand, DefinitionReply> {
        @Override
        public AggregateId id() {
            return ID;
        }

        @Override
        public CompletableFuture<DefinitionReply> submit(DefinitionCommand command) {
            return new CompletableFuture<>();
        }
    }

    private static final class Silent implements Machines {
        @Override
        public <S, C, E, R> void register(Machine<S, C, E, R> machine, Companion.Factory<S, C, E, R> companions) {}

        @Override
        public <C, R> CompletableFuture<R> submit(MachineType<C, R> type, AggregateId id, C command) {
            return new CompletableFuture<>();
        }
    }

    @BeforeEach
    void open() {
        companion.opened(state);
    }

    @AfterEach
    void close() {
        companion.closed();
        world.close();
    }

    /** Decides, makes durable and answers. */
    private CompletableFuture<DefinitionReply> happens(DefinitionCommand command) {
        var decision = (Decision.Journal<DefinitionEvent, DefinitionReply>) machine.decide(state, command, tick);
        for (DefinitionEvent event : decision.events()) {
            state = machine.evolve(state, event);
        }
        companion.committed(state, decision.events());
        return companion.complete(decision.reply());
    }

    /** Else every name that a queue ever had would stay in the memory of every node. */
    @Test
    void a_name_without_a_queue_is_forgotten_after_a_while() {
        happens(new DefinitionCommand.Create(Map.of(), Map.of(), "sqs.orders", 1));
        String id = QueueDecisions.required(state).id();
        happens(new DefinitionCommand.TopicReady(id, 1, "topic-1"));
        happens(new DefinitionCommand.Delete());
        happens(new DefinitionCommand.RuinRemoved(id));
        await().until(() -> published().filter(Entry::isDeleted).isPresent());

        tick = new Tick(tick.now().plus(DefinitionMachine.REMEMBERED), tick.random());
        happens(new DefinitionCommand.Due());
        await().until(() -> published().isEmpty());
    }

    private Optional<Entry> published() {
        return world.catalog().find(QueueDirectory.KIND, ID.key());
    }

    @Test
    void a_purge_is_told_when_it_is_done_and_not_when_another_one_begins() {
        happens(new DefinitionCommand.Create(Map.of(), Map.of(), "sqs.orders", 1));
        String id = QueueDecisions.required(state).id();
        happens(new DefinitionCommand.TopicReady(id, 1, "topic-1"));

        CompletableFuture<DefinitionReply> first = happens(new DefinitionCommand.Purge());
        CompletableFuture<DefinitionReply> second = happens(new DefinitionCommand.Purge());
        assertThat(List.of(first, second)).noneMatch(CompletableFuture::isDone);

        happens(new DefinitionCommand.PurgeDone(2));
        assertThat(List.of(first, second)).allMatch(CompletableFuture::isDone);
    }
}
