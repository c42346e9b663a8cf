package io.penstock.services.sqs.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.memory.MemoryOptions;
import io.penstock.kernel.memory.MemoryWorld;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.sqs.queue.QueuePartition;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a queue's log is trimmed. */
class TrimmerTest {

    private static final QueuePartition PARTITION =
            new QueuePartition("arn:aws:sqs:us-east-1:000000000000:orders", "c1", 0);

    private final MemoryWorld world = new MemoryWorld(MemoryOptions.threaded());
    private final List<Command> submitted = new ArrayList<>();
    private final TopicPartition topic = new TopicPartition("sqs.orders", 0);
    private final Bodies bodies = new Bodies(world.recordLog(), topic, new BodyBudget(1 << 20));
    private final Trimmer trimmer = new Trimmer(new Self(), world.recordLog(), topic, bodies);

    private final class Self implements Companion.Self<Command, Reply> {
        @Override
        public AggregateId id() {
            return PARTITION.id();
        }

        @Override
        public CompletableFuture<Reply> submit(Command command) {
            submitted.add(command);
            return CompletableFuture.completedFuture(new Reply.Trimmable(0));
        }
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void gone(int messages) {
        trimmer.gone(messages);
        trimmer.trim();
    }

    @Test
    void ten_thousand_small_messages_are_worth_a_trim() {
        bodies.offer(List.of(new LogRecord(0, 0, null, new byte[10], List.of())));
        gone(9_999);
        assertThat(submitted).isEmpty();
        gone(1);
        assertThat(submitted).containsExactly(new Command.Trim());
        gone(1);
        assertThat(submitted).hasSize(1);
    }

    @Test
    void a_segment_of_large_messages_is_worth_a_trim() {
        bodies.offer(List.of(new LogRecord(0, 0, null, new byte[1 << 20], List.of())));
        gone(127);
        assertThat(submitted).isEmpty();
        gone(1);
        assertThat(submitted).containsExactly(new Command.Trim());
    }
}
