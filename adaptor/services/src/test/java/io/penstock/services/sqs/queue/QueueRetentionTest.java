package io.penstock.services.sqs.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Outcome;
import io.penstock.services.sqs.queue.QueueProtocol.ReceiveRules;
import io.penstock.services.sqs.queue.QueueProtocol.ReceivedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** MessageRetentionPeriod (SQS-13). */
class QueueRetentionTest {

    private static final long MINUTE = 60_000;

    private final QueueWorld world = QueueWorld.standard();

    @Test
    void a_message_past_retention_is_never_handed_out() {
        world.send(1);
        world.pass(60);
        world.send(1);
        Command.Receive receive = new Command.Receive(
                10, 30, Instant.ofEpochMilli(world.now), null, new ReceiveRules(0, MINUTE, 120_000));
        assertThat(QueueWorld.offsets(world.receive(receive))).containsExactly(1L);
        world.recover();
        assertThat(world.receive(10, 30)).isEmpty();
    }

    @Test
    void expired_messages_go_by_themselves_in_flight_and_delayed_ones_too() {
        world.retentionMillis = MINUTE;
        world.send(3);
        world.append(world.now + 900_000, GroupHash.NONE, null);
        world.scanAll();
        ReceivedMessage message = world.receive(1, 600).getFirst();
        world.pass(60);
        assertThat(world.queue.nextDue(world.state)).contains(Instant.ofEpochMilli(world.now));
        world.wake();
        assertThat(world.state.window.isEmpty()).isTrue();
        assertThat(world.delete(message)).containsExactly(Outcome.GONE);
        assertThat(world.ask(new Command.Trim())).isEqualTo(new Reply.Trimmable(4));
    }

    @Test
    void a_lower_retention_takes_effect_without_new_messages() {
        world.send(1);
        world.pass(120);
        world.wake();
        assertThat(world.measure().visible()).isOne();
        world.ask(new Command.Scan(List.of(), world.end, MINUTE, 0));
        world.wake();
        assertThat(world.measure().visible()).isZero();
    }

    @Test
    void a_message_that_was_sent_long_ago_elsewhere_expires_by_that_time() {
        world.retentionMillis = MINUTE;
        world.append(world.now - 59_000, 0, GroupHash.NONE, null);
        world.append(world.now - 60_000, 0, GroupHash.NONE, null);
        world.scanAll();
        assertThat(world.measure().visible()).isOne();
        world.pass(1);
        world.wake();
        assertThat(world.measure().visible()).isZero();
    }

    @Test
    void an_expired_message_does_not_hold_its_group_up() {
        QueueWorld fifo = QueueWorld.fifo();
        fifo.retentionMillis = MINUTE;
        fifo.sendTo("a");
        fifo.receive(1, 43_200);
        fifo.pass(30);
        fifo.sendTo("a");
        fifo.pass(30);
        fifo.wake();
        assertThat(QueueWorld.offsets(fifo.receive(10, 30))).containsExactly(1L);
    }
}
