package io.penstock.services.sqs.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.memory.MemoryOptions;
import io.penstock.kernel.memory.MemoryWorld;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.services.sqs.definition.DefinitionReply;
import io.penstock.services.sqs.definition.PublishedQueue;
import io.penstock.services.sqs.definition.QueueAttributes;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.definition.QueueDirectory;
import io.penstock.services.sqs.queue.Queue;
import io.penstock.services.sqs.queue.QueuePartition;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Receipt;
import io.penstock.services.sqs.queue.QueueProtocol.ReceivedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.rules.SqsFaults;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A partition that opens on a node that does not know the queue's definition yet. */
@Timeout(60)
class QueueCompanionTest {

    private static final String ARN = "arn:aws:sqs:us-east-1:000000000000:orders";
    private static final String TOPIC = "sqs.us-east-1.000000000000.orders";
    private static final QueuePartition PARTITION = new QueuePartition(ARN, "c1", 0);

    private final MemoryWorld world = new MemoryWorld(MemoryOptions.threaded());
    private final ArrayDeque<CompletableFuture<DefinitionReply>> definition = new ArrayDeque<>();
    private final List<Command> submitted = new CopyOnWriteArrayList<>();
    private final QueueCompanion companion = new QueueCompanion(
            new Self(),
            new QueueCompanion.Surroundings(
                    new QueueDirectory(world.catalog(), new Definitions()),
                    world.recordLog(),
                    new BodyBudget(1 << 20)));

    @AfterEach
    void close() {
        companion.closed();
        world.close();
    }

    private final class Self implements Companion.Self<Command, Reply> {
        @Override
        public AggregateId id() {
            return PARTITION.id();
        }

        @Override
        public CompletableFuture<Reply> submit(Command command) {
            submitted.add(command);
            return CompletableFuture.completedFuture(new Reply.Done());
        }
    }

    private final class Definitions implements Machines {
        @Override
        public <S, C, E, R> void register(Machine<S, C, E, R> machine, Companion.Factory<S, C, E, R> companions) {}

        @Override
        @SuppressWarnings("unchecked") // only definitions are asked
        public <C, R> CompletableFuture<R> submit(MachineType<C, R> type, AggregateId id, C command) {
            return (CompletableFuture<R>) definition.remove();
        }
    }

    private static DefinitionReply known() {
        QueueDefinition queue = new QueueDefinition(
                ARN,
                "c1",
                QueueAttributes.NONE,
                new TreeMap<>(),
                new QueueDefinition.Placement(TOPIC, 1, null),
                new QueueDefinition.Times(0, 0, null));
        return new DefinitionReply.Known(new PublishedQueue(queue, null), 1);
    }

    private static Reply.Received received() {
        return new Reply.Received(List.of(new ReceivedMessage(new Receipt(0, 7), 1, 1, null)));
    }

    private void opened() {
        world.topics().ensure(new Topics.Spec(TOPIC, 1, Map.of())).join();
        world.recordLog()
                .append(new TopicPartition(TOPIC, 0), new NewRecord(null, new byte[] {'x'}, List.of()))
                .join();
        companion.opened(new Queue().initial(PARTITION.id()));
    }

    @Test
    void a_message_handed_out_before_the_definition_is_known_waits_for_it_and_has_its_record() throws Exception {
        CompletableFuture<DefinitionReply> late = new CompletableFuture<>();
        definition.add(late);
        opened();
        CompletableFuture<Reply> reply = companion.complete(received());
        assertThat(reply).isNotDone();
        late.complete(known());
        Reply.Received completed = (Reply.Received) reply.get(10, TimeUnit.SECONDS);
        assertThat(completed.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.record()).isNotNull());
    }

    @Test
    void a_definition_that_cannot_be_had_is_asked_for_again() throws Exception {
        definition.add(CompletableFuture.failedFuture(CommonFaults.UNAVAILABLE.with()));
        definition.add(CompletableFuture.failedFuture(CommonFaults.UNAVAILABLE.with()));
        definition.add(CompletableFuture.completedFuture(known()));
        opened();
        assertThat(companion.complete(received()).get(10, TimeUnit.SECONDS)).isInstanceOf(Reply.Received.class);
    }

    @Test
    void when_the_queue_is_gone_the_window_is_discarded_and_who_waits_hears_it() {
        CompletableFuture<DefinitionReply> late = new CompletableFuture<>();
        definition.add(late);
        opened();
        CompletableFuture<Reply> reply = companion.complete(received());
        late.complete(new DefinitionReply.Absent(2));
        assertThat(submitted).containsExactly(new Command.Discard());
        assertThat(reply)
                .failsWithin(10, TimeUnit.SECONDS)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        FaultException.class,
                        fault -> assertThat(fault.fault()).isEqualTo(SqsFaults.QUEUE_DOES_NOT_EXIST));
    }
}
