package io.penstock.services.sqs.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.MoveKind;
import io.penstock.services.sqs.queue.QueueProtocol.Moving;
import io.penstock.services.sqs.queue.QueueProtocol.Outcome;
import io.penstock.services.sqs.queue.QueueProtocol.ReceiveRules;
import io.penstock.services.sqs.queue.QueueProtocol.ReceivedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dead letters and message move tasks (SQS-21, SQS-23). */
class QueueMoveTest {

    private final QueueWorld world = QueueWorld.standard();

    @Test
    void a_message_received_too_often_moves_instead_of_being_handed_out() {
        world.send(1);
        world.receive(twice());
        world.pass(30);
        world.receive(twice());
        world.pass(30);
        assertThat(world.ask(twice())).isEqualTo(new Reply.Again());
        assertThat(world.ask(twice())).isEqualTo(new Reply.Received(List.of()));
        assertThat(world.state.moving()).containsExactly(new Moving(0, MoveKind.DEAD_LETTER, 2));
        assertThat(world.state.moving(0)).contains(new Moving(0, MoveKind.DEAD_LETTER, 2));
    }

    @Test
    void a_move_that_was_begun_is_found_after_a_crash_and_finished() {
        world.send(1);
        world.receive(once());
        world.pass(30);
        world.ask(once());
        world.crash();
        assertThat(world.state.moving()).containsExactly(new Moving(0, MoveKind.DEAD_LETTER, 1));
        world.ask(new Command.Finish(new long[] {0, 0, 99}));
        world.recover();
        assertThat(world.state.moving()).isEmpty();
        assertThat(world.receive(10, 30)).isEmpty();
        assertThat(world.ask(new Command.Trim())).isEqualTo(new Reply.Trimmable(1));
    }

    @Test
    void a_move_that_was_given_up_leaves_the_message_visible() {
        world.send(1);
        ReceivedMessage message = world.receive(once()).getFirst();
        world.pass(30);
        world.ask(once());
        assertThat(world.delete(message)).containsExactly(Outcome.GONE);
        world.ask(new Command.Abandon(new long[] {0}));
        assertThat(world.receive(1, 30).getFirst().receiveCount()).isEqualTo(2);
    }

    @Test
    void messages_that_may_still_be_had_are_handed_out_beside_moving_ones() {
        world.send(2);
        world.receive(new Command.Receive(1, 30, now(), null, rules(1)));
        world.pass(30);
        List<ReceivedMessage> messages = world.receive(once());
        assertThat(QueueWorld.offsets(messages)).containsExactly(1L);
        assertThat(world.receive(once())).isEmpty();
        assertThat(world.state.moving()).hasSize(1);
    }

    @Test
    void a_moving_message_locks_its_group() {
        QueueWorld fifo = QueueWorld.fifo();
        fifo.sendTo("a");
        fifo.sendTo("a");
        Command.Receive one = new Command.Receive(1, 30, Instant.ofEpochMilli(fifo.now + 30_000), null, rules(1));
        fifo.receive(one);
        fifo.pass(30);
        assertThat(fifo.ask(one)).isEqualTo(new Reply.Again());
        assertThat(fifo.receive(10, 30)).isEmpty();
        fifo.ask(new Command.Finish(new long[] {0}));
        assertThat(QueueWorld.offsets(fifo.receive(10, 30))).containsExactly(1L);
    }

    @Test
    void a_task_takes_visible_messages_up_to_where_it_began_and_leaves_receive_counts() {
        world.send(4);
        world.receive(1, 30);
        Reply.Taken taken = (Reply.Taken) world.ask(new Command.Take(10, 3));
        assertThat(taken.messages()).containsExactly(new Moving(1, MoveKind.TASK, 0), new Moving(2, MoveKind.TASK, 0));
        assertThat(world.ask(new Command.Take(10, 3))).isEqualTo(new Reply.Taken(List.of(), false));
        world.ask(new Command.Finish(new long[] {1, 2}));
        world.ask(new Command.Purge(1));
        assertThat(world.ask(new Command.Take(10, 3))).isEqualTo(new Reply.Taken(List.of(), true));
        assertThat(world.receive(10, 30).getFirst().receiveCount()).isOne();
    }

    @Test
    void a_task_is_not_at_its_end_before_the_scan_is() {
        world.append(0, GroupHash.NONE, null);
        assertThat(world.ask(new Command.Take(10, 1))).isEqualTo(new Reply.Taken(List.of(), false));
    }

    @Test
    void moving_messages_count_as_in_flight_and_do_not_expire() {
        world.send(1);
        world.ask(new Command.Take(1, 1));
        world.pass(345_601);
        world.wake();
        assertThat(world.measure().inFlight()).isOne();
        world.ask(new Command.Abandon(new long[] {0}));
        world.wake();
        assertThat(world.measure().visible()).isZero();
    }

    private Instant now() {
        return Instant.ofEpochMilli(world.now);
    }

    private static ReceiveRules rules(int maxReceiveCount) {
        return new ReceiveRules(maxReceiveCount, QueueWorld.RULES.retentionMillis(), 120_000);
    }

    private Command.Receive once() {
        return new Command.Receive(10, 30, now(), null, rules(1));
    }

    private Command.Receive twice() {
        return new Command.Receive(10, 30, now(), null, rules(2));
    }
}
