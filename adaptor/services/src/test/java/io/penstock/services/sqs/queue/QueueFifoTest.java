package io.penstock.services.sqs.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Outcome;
import io.penstock.services.sqs.queue.QueueProtocol.ReceiveRules;
import io.penstock.services.sqs.queue.QueueProtocol.ReceivedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.queue.QueueProtocol.Scanned;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** FIFO queues: order, group locks, expired receipts, repeated receives (SQS-11, SQS-12, SQS-16, SQS-18). */
class QueueFifoTest {

    private final QueueWorld world = QueueWorld.fifo();

    @Test
    void a_receive_takes_one_group_in_order_and_then_others() {
        world.sendTo("a");
        world.sendTo("b");
        world.sendTo("a");
        world.sendTo("b");
        world.sendTo("a");
        assertThat(QueueWorld.offsets(world.receive(4, 30))).containsExactly(0L, 2L, 4L, 1L);
    }

    @Test
    void a_group_is_locked_while_one_of_its_messages_is_in_flight() {
        world.sendTo("a");
        world.sendTo("a");
        world.sendTo("b");
        ReceivedMessage first = world.receive(1, 30).getFirst();
        assertThat(QueueWorld.offsets(world.receive(10, 30))).containsExactly(2L);
        world.delete(first);
        assertThat(QueueWorld.offsets(world.receive(10, 30))).containsExactly(1L);
    }

    @Test
    void a_group_comes_back_in_order_after_a_timeout() {
        world.sendTo("a");
        world.sendTo("a");
        world.receive(10, 30);
        world.pass(30);
        assertThat(QueueWorld.offsets(world.receive(10, 30))).containsExactly(0L, 1L);
    }

    @Test
    void after_a_partial_timeout_only_what_lies_before_the_invisible_message_can_be_had() {
        for (int i = 0; i < 4; i++) {
            world.sendTo("a");
        }
        List<ReceivedMessage> messages = world.receive(3, 30);
        world.change(messages.get(1), 120);
        world.pass(30);
        assertThat(QueueWorld.offsets(world.receive(10, 30))).containsExactly(0L);
        assertThat(world.receive(10, 30)).isEmpty();
    }

    @Test
    void a_group_given_back_again_and_again_does_not_starve_others() {
        world.sendTo("a");
        world.sendTo("b");
        world.change(world.receive(1, 30).getFirst(), 0);
        world.wake();
        assertThat(QueueWorld.offsets(world.receive(1, 30))).containsExactly(1L);
    }

    @Test
    void a_receipt_counts_only_while_its_lease_runs() {
        world.sendTo("a");
        ReceivedMessage message = world.receive(1, 30).getFirst();
        world.pass(30);
        assertThat(world.delete(message)).containsExactly(Outcome.EXPIRED);
        assertThat(world.change(message, 10)).isEqualTo(Outcome.EXPIRED);
        ReceivedMessage again = world.receive(1, 30).getFirst();
        assertThat(world.delete(message)).containsExactly(Outcome.EXPIRED);
        assertThat(world.delete(again)).containsExactly(Outcome.DONE);
        assertThat(world.delete(again)).containsExactly(Outcome.GONE);
    }

    @Test
    void at_the_limit_a_receive_is_empty_and_no_error() {
        world.sendTo("a");
        world.sendTo("b");
        ReceiveRules one = new ReceiveRules(0, QueueWorld.RULES.retentionMillis(), 1);
        Instant now = Instant.ofEpochMilli(world.now);
        assertThat(world.receive(new Command.Receive(10, 30, now, null, one))).hasSize(1);
        assertThat(world.ask(new Command.Receive(10, 30, now, null, one))).isEqualTo(new Reply.Received(List.of()));
    }

    @Test
    void a_delayed_queue_keeps_its_order() {
        world.append(world.now + 5_000, GroupHash.of("a"), null);
        world.append(0, GroupHash.of("a"), null);
        world.append(0, GroupHash.of("b"), null);
        world.scanAll();
        assertThat(QueueWorld.offsets(world.receive(10, 30))).containsExactly(2L);
        world.pass(5);
        assertThat(QueueWorld.offsets(world.receive(10, 30))).containsExactly(0L, 1L);
    }

    private long sendDelayed(String group) {
        long offset = world.append(Scanned.BY_QUEUE, GroupHash.of(group), null);
        world.scanAll();
        return offset;
    }

    @Test
    void a_longer_delay_of_the_queue_counts_for_messages_that_wait_already() {
        sendDelayed("a");
        sendDelayed("a");
        world.pass(3);
        world.delayBy(10);
        assertThat(world.receive(10, 30)).isEmpty();
        assertThat(world.measure().delayed()).isEqualTo(2);
        world.pass(7);
        assertThat(QueueWorld.offsets(world.receive(10, 30))).containsExactly(0L, 1L);
    }

    @Test
    void a_shorter_delay_of_the_queue_counts_for_messages_that_wait_already() {
        world.delayBy(600);
        sendDelayed("a");
        world.pass(5);
        assertThat(world.receive(10, 30)).isEmpty();
        world.delayBy(10);
        assertThat(world.receive(10, 30)).isEmpty();
        world.delayBy(5);
        assertThat(QueueWorld.offsets(world.receive(10, 30))).containsExactly(0L);
    }

    @Test
    void a_changed_delay_counts_alike_with_and_without_a_change_of_owner() {
        sendDelayed("a");
        world.takeSnapshot();
        sendDelayed("a");
        world.delayBy(10);
        world.recover();
        assertThat(world.receive(10, 30)).isEmpty();
        world.delayBy(0);
        world.takeSnapshot();
        world.recover();
        assertThat(QueueWorld.offsets(world.receive(10, 30))).containsExactly(0L, 1L);
    }

    @Test
    void a_changed_delay_does_not_concern_what_was_handed_out_or_has_a_delay_of_its_own() {
        sendDelayed("a");
        ReceivedMessage received = world.receive(1, 30).getFirst();
        sendDelayed("b");
        ReceivedMessage given = world.receive(1, 30).getFirst();
        world.ask(new Command.GiveBack(List.of(given.receipt())));
        world.append(0, GroupHash.of("c"), null);
        world.scanAll();
        world.change(received, 0);
        world.delayBy(900);
        world.wake();
        assertThat(QueueWorld.offsets(world.receive(10, 0))).containsExactlyInAnyOrder(0L, 1L, 2L);
        world.recover();
        assertThat(QueueWorld.offsets(world.receive(10, 30))).containsExactlyInAnyOrder(0L, 1L, 2L);
    }

    @Test
    void an_attempt_repeated_gives_the_same_messages_and_receipts_and_a_fresh_lease() {
        world.sendTo("a");
        world.sendTo("b");
        List<ReceivedMessage> first = attempt("retry-me");
        world.pass(20);
        assertThat(attempt("retry-me")).isEqualTo(first);
        world.pass(20);
        assertThat(world.receive(10, 30)).isEmpty();
        assertThat(world.delete(first.getFirst())).containsExactly(Outcome.DONE);
    }

    @Test
    void an_attempt_survives_a_crash() {
        world.sendTo("a");
        List<ReceivedMessage> first = attempt("retry-me");
        world.recover();
        assertThat(attempt("retry-me")).isEqualTo(first);
    }

    @Test
    void what_one_of_several_partitions_handed_out_to_nobody_is_given_back_unless_another_poll_was_answered_the_same() {
        world.sendTo("a");
        Command.ReceiveAny poll = new Command.ReceiveAny(
                new Command.Receive(1, 30, Instant.ofEpochMilli(world.now), Hash128.of("one"), QueueWorld.RULES));
        Reply unheard = world.ask(poll);
        world.ask(world.queue.unheard(poll, unheard).orElseThrow());
        assertThat(world.measure().visible()).isEqualTo(1);

        Reply first = world.ask(poll);
        Reply second = world.ask(poll);
        assertThat(second).isEqualTo(first);
        world.ask(world.queue.unheard(poll, first).orElseThrow());
        assertThat(world.measure().visible()).isZero();
        world.ask(new Command.GiveBackAttempt(Hash128.of("one")));
        assertThat(world.measure().visible()).isEqualTo(1);
        assertThat(world.receive(10, 30).getFirst().receiveCount()).isEqualTo(1);
    }

    @Test
    void what_the_only_partition_handed_out_to_nobody_stays_its_attempts() {
        world.sendTo("a");
        Command.Receive poll =
                new Command.Receive(1, 30, Instant.ofEpochMilli(world.now), Hash128.of("one"), QueueWorld.RULES);
        assertThat(world.queue.unheard(poll, world.ask(poll))).isEmpty();
    }

    @Test
    void an_attempt_is_a_new_receive_once_a_message_was_changed_or_deleted_or_five_minutes_have_passed() {
        world.sendTo("a");
        List<ReceivedMessage> first = attempt("one");
        world.change(first.getFirst(), 60);
        assertThat(attempt("one")).isEmpty();
        world.delete(first.getFirst());
        world.sendTo("b");
        assertThat(QueueWorld.offsets(attempt("one"))).containsExactly(1L);
        world.change(attempt("one").getFirst(), 600);
        world.pass(300);
        assertThat(attempt("one")).isEmpty();
    }

    @Test
    void a_backlog_deeper_than_the_window_is_refilled_in_order() {
        QueueWorld small = new QueueWorld(QueueWorld.FIFO, 1, new Capacity(6, 2, 4, 0, 0));
        for (int i = 0; i < 20; i++) {
            small.append(0, GroupHash.of("g" + i % 3), null);
        }
        small.scanAll();
        assertThat(small.state.scanFrom()).isEqualTo(20);
        assertThat(small.measure().visible()).isEqualTo(20);
        long[] last = new long[3];
        int received = 0;
        while (received < 20) {
            for (ReceivedMessage message : small.receive(3, 30)) {
                long offset = message.receipt().offset();
                assertThat(offset).isGreaterThanOrEqualTo(last[(int) offset % 3]);
                last[(int) offset % 3] = offset;
                small.delete(message);
                received++;
            }
            if (small.state.refillFrom().isPresent()) {
                small.refill(3);
            }
        }
        assertThat(small.measure().visible()).isZero();
    }

    @Test
    void groups_in_flight_are_counted() {
        world.sendTo("a");
        world.sendTo("b");
        world.sendTo("b");
        world.receive(10, 30);
        assertThat(world.measure().groups().inFlight()).isEqualTo(2);
    }

    private List<ReceivedMessage> attempt(@Nullable String id) {
        return world.receive(new Command.Receive(
                10, 30, Instant.ofEpochMilli(world.now), id == null ? null : Hash128.of(id), QueueWorld.RULES));
    }
}
