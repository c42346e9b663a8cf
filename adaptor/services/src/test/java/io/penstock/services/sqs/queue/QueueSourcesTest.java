package io.penstock.services.sqs.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.ReceivedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a writer writes again after a crash counts once and in order, however long ago the crash was. */
class QueueSourcesTest {

    private static final Hash128 SOURCE = Hash128.of("s");
    private static final long GROUP = GroupHash.of("g");

    private final QueueWorld world = QueueWorld.fifo();
    private final Map<Long, Long> positions = new TreeMap<>();

    private void write(long position, long after) {
        positions.put(world.append(GROUP, new Origin(SOURCE, position, after)), position);
        world.scanAll();
    }

    private List<Long> received() {
        List<Long> received = new ArrayList<>();
        for (List<ReceivedMessage> some = world.receive(10, 30); !some.isEmpty(); some = world.receive(10, 30)) {
            some.forEach(message -> received.add(positions.get(message.receipt().offset())));
            world.delete(some.toArray(ReceivedMessage[]::new));
        }
        return received;
    }

    @Test
    void a_stretch_that_is_written_again_counts_once() {
        LongStream.of(3, 5, 8).forEach(position -> write(position, -1));
        LongStream.of(5, 8, 9).forEach(position -> write(position, -1));
        assertThat(received()).containsExactly(3L, 5L, 8L, 9L);
    }

    @Test
    void it_does_so_after_days() {
        write(3, -1);
        assertThat(received()).containsExactly(3L);
        world.pass(3 * 86_400);
        write(3, -1);
        assertThat(received()).isEmpty();
    }

    @Test
    void it_does_so_after_a_change_of_owner_and_a_trim() {
        LongStream.of(1, 2, 3).forEach(position -> write(position, -1));
        assertThat(received()).hasSize(3);
        world.trimmedTo = ((Reply.Trimmable) world.ask(new Command.Trim())).beforeOffset();
        assertThat(world.trimmedTo).isEqualTo(3);
        world.recover();
        LongStream.of(2, 3, 4).forEach(position -> write(position, -1));
        assertThat(received()).containsExactly(4L);
    }

    @Test
    void what_was_sent_behind_a_record_that_never_came_waits_for_it() {
        write(1, -1);
        write(3, 2);
        LongStream.of(2, 3).forEach(position -> write(position, position - 1));
        assertThat(received()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void so_it_does_if_that_would_have_been_the_first() {
        write(3, 2);
        LongStream.of(2, 3).forEach(position -> write(position, position - 3));
        assertThat(received()).containsExactly(2L, 3L);
    }

    @Test
    void of_a_source_that_is_forgotten_everything_is_believed() {
        write(1, -1);
        for (int i = 0; i < Sources.LIMIT; i++) {
            world.append(GROUP, new Origin(Hash128.of("other", Integer.toString(i)), 1, -1));
        }
        write(9, -1);
        assertThat(positions.values()).contains(1L, 9L);
        assertThat(world.measure().visible()).isEqualTo(Sources.LIMIT + 2);
    }

    @Test
    void a_state_written_by_the_first_version_is_read() {
        byte[] bytes = world.queue.states().encode(world.state);
        byte[] first = java.util.Arrays.copyOf(bytes, bytes.length - 2);
        first[1] = 1;
        assertThat(world.queue.states().decode(first).judge.sources.positions()).isEmpty();
    }
}
