package io.penstock.services.sqs.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Outcome;
import io.penstock.services.sqs.queue.QueueProtocol.PeekedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Receipt;
import io.penstock.services.sqs.queue.QueueProtocol.ReceiveRules;
import io.penstock.services.sqs.queue.QueueProtocol.ReceivedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.rules.SqsLimits;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Standard queues: visibility, delay, limits, purge, counters (SQS-10 to SQS-15, SQS-26, SQS-27). */
class QueueStandardTest {

    private final QueueWorld world = QueueWorld.standard();

    @Test
    void a_receive_hands_out_the_oldest_messages_and_hides_them() {
        world.send(3);
        assertThat(QueueWorld.offsets(world.receive(2, 30))).containsExactly(0L, 1L);
        assertThat(QueueWorld.offsets(world.receive(10, 30))).containsExactly(2L);
        assertThat(world.receive(10, 30)).isEmpty();
    }

    @Test
    void a_message_is_visible_again_when_its_lease_runs_out() {
        world.send(1);
        ReceivedMessage first = world.receive(1, 30).getFirst();
        world.pass(29);
        assertThat(world.receive(1, 30)).isEmpty();
        world.pass(1);
        ReceivedMessage second = world.receive(1, 30).getFirst();
        assertThat(second.receiveCount()).isEqualTo(2);
        assertThat(second.firstReceivedMillis()).isEqualTo(first.firstReceivedMillis());
        assertThat(second.receipt()).isNotEqualTo(first.receipt());
    }

    @Test
    void a_long_poll_parks_until_its_time_is_over() {
        Instant until = Instant.ofEpochMilli(world.now + 20_000);
        Command.Receive poll = new Command.Receive(10, 30, until, null, QueueWorld.RULES);
        assertThat(world.offer(poll)).isNull();
        world.send(1);
        assertThat(world.offer(poll)).isInstanceOf(Reply.Received.class);
    }

    @Test
    void the_window_tells_when_a_lease_ends() {
        world.send(1).receive(1, 30);
        assertThat(world.queue.nextDue(world.state)).contains(Instant.ofEpochMilli(world.now + 30_000));
    }

    @Test
    void deleting_twice_succeeds() {
        world.send(1);
        ReceivedMessage message = world.receive(1, 30).getFirst();
        assertThat(world.delete(message, message)).containsExactly(Outcome.DONE, Outcome.DONE);
        assertThat(world.delete(message)).containsExactly(Outcome.GONE);
        assertThat(world.measure().inFlight()).isZero();
    }

    @Test
    void an_old_receipt_does_not_delete_what_was_received_again() {
        world.send(1);
        ReceivedMessage old = world.receive(1, 30).getFirst();
        world.pass(30);
        world.receive(1, 30);
        assertThat(world.delete(old)).containsExactly(Outcome.SUPERSEDED);
        assertThat(world.measure().inFlight()).isOne();
    }

    @Test
    void the_last_receipt_deletes_a_message_that_is_visible_again() {
        world.send(1);
        ReceivedMessage message = world.receive(1, 30).getFirst();
        world.pass(31);
        world.wake();
        assertThat(world.delete(message)).containsExactly(Outcome.DONE);
        assertThat(world.receive(1, 30)).isEmpty();
    }

    @Test
    void a_changed_visibility_counts_from_the_change() {
        world.send(1);
        ReceivedMessage message = world.receive(1, 30).getFirst();
        world.pass(20);
        assertThat(world.change(message, 25)).isEqualTo(Outcome.DONE);
        world.pass(24);
        assertThat(world.receive(1, 30)).isEmpty();
        world.pass(1);
        assertThat(world.receive(1, 30)).hasSize(1);
    }

    @Test
    void a_visibility_of_zero_gives_the_message_back_at_once() {
        world.send(1);
        ReceivedMessage message = world.receive(1, 30).getFirst();
        assertThat(world.change(message, 0)).isEqualTo(Outcome.DONE);
        assertThat(world.receive(1, 30)).hasSize(1);
    }

    @Test
    void the_next_receive_does_not_remember_a_changed_visibility() {
        world.send(1);
        world.change(world.receive(1, 30).getFirst(), 0);
        world.receive(1, 30);
        world.pass(30);
        assertThat(world.receive(1, 30)).hasSize(1);
    }

    @Test
    void a_lease_ends_at_most_twelve_hours_after_the_receive() {
        world.send(1);
        ReceivedMessage message = world.receive(1, 43_200).getFirst();
        world.pass(1);
        assertThat(world.change(message, 43_200)).isEqualTo(Outcome.BEYOND_LIMIT);
        assertThat(world.change(message, 43_199)).isEqualTo(Outcome.DONE);
    }

    @Test
    void only_what_is_in_flight_can_change_its_visibility() {
        world.send(2);
        ReceivedMessage returned = world.receive(1, 10).getFirst();
        ReceivedMessage deleted = world.receive(1, 30).getFirst();
        world.pass(10);
        world.delete(deleted);
        assertThat(world.change(returned, 10)).isEqualTo(Outcome.NOT_IN_FLIGHT);
        assertThat(world.change(deleted, 10)).isEqualTo(Outcome.GONE);
    }

    @Test
    void a_receipt_that_was_never_given_finds_nothing() {
        world.send(1);
        assertThat(world.ask(new Command.Delete(List.of(new Receipt(0, 0), new Receipt(7, 7)))))
                .isEqualTo(new Reply.Outcomes(List.of(Outcome.GONE, Outcome.GONE)));
        assertThat(world.measure().visible()).isOne();
    }

    @Test
    void a_delayed_message_comes_when_it_is_due() {
        world.append(world.now + 5_000, GroupHash.NONE, null);
        world.scanAll();
        assertThat(world.measure().delayed()).isOne();
        world.pass(4);
        assertThat(world.receive(1, 30)).isEmpty();
        world.pass(1);
        assertThat(world.measure().visible()).isOne();
        assertThat(world.receive(1, 30)).hasSize(1);
    }

    @Test
    void at_the_limit_short_polls_fail_and_long_polls_wait() {
        world.send(3);
        ReceiveRules two = new ReceiveRules(0, QueueWorld.RULES.retentionMillis(), 2);
        Instant now = Instant.ofEpochMilli(world.now);
        assertThat(world.receive(new Command.Receive(10, 30, now, null, two))).hasSize(2);
        assertThat(world.ask(new Command.Receive(10, 30, now, null, two))).isEqualTo(new Reply.OverLimit());
        assertThat(world.offer(new Command.Receive(10, 30, now.plusSeconds(5), null, two)))
                .isNull();
    }

    @Test
    void a_purge_takes_what_is_in_flight_and_what_was_not_scanned_but_not_what_comes_after() {
        world.send(3);
        ReceivedMessage message = world.receive(1, 30).getFirst();
        world.append(0, GroupHash.NONE, null);
        world.ask(new Command.Purge(world.end));
        world.send(1);
        assertThat(QueueWorld.offsets(world.receive(10, 30))).containsExactly(4L);
        assertThat(world.delete(message)).containsExactly(Outcome.GONE);
    }

    @Test
    void counters_count_what_was_not_scanned_as_visible() {
        world.send(4);
        world.receive(1, 30);
        world.append(world.now + 5_000, GroupHash.NONE, null);
        world.scanAll();
        world.append(0, GroupHash.NONE, null);
        Reply.Measured measured = world.measure();
        assertThat(measured.visible()).isEqualTo(4);
        assertThat(measured.inFlight()).isOne();
        assertThat(measured.delayed()).isOne();
        assertThat(measured.oldestSentMillis()).hasValue(world.now);
    }

    @Test
    void a_peek_changes_nothing_and_shows_what_is_asked_for() {
        world.send(2).receive(1, 30);
        world.append(world.now + 5_000, GroupHash.NONE, null);
        world.scanAll();
        assertThat(peek(false, false)).containsExactly(1L);
        assertThat(peek(true, true)).containsExactly(0L, 1L, 2L);
        assertThat(QueueWorld.offsets(world.receive(10, 30))).containsExactly(1L);
    }

    @Test
    void a_message_given_back_again_and_again_does_not_keep_others_waiting() {
        world.send(20);
        for (int i = 0; i < 100 && world.measure().visible() > 10; i++) {
            ReceivedMessage message = world.receive(1, 30).getFirst();
            if (message.receipt().offset() == 0) {
                world.change(message, 0);
            } else {
                world.delete(message);
            }
        }
        assertThat(world.measure().visible()).isEqualTo(10);
    }

    @Test
    void a_backlog_beyond_the_read_ahead_stays_in_the_log() {
        for (int i = 0; i < 12_000; i++) {
            world.append(0, GroupHash.NONE, null);
        }
        while (world.state.wantsScan()) {
            world.scan(1_000);
        }
        assertThat(world.state.scanFrom()).isEqualTo(10_000);
        assertThat(world.measure().visible()).isEqualTo(12_000);
        world.receive(10, 30);
        assertThat(world.state.wantsScan()).isTrue();
    }

    @Test
    void a_hundred_and_twenty_thousand_messages_are_in_flight_and_not_one_more() {
        ReceivedMessage last = world.send(10).receive(10, 43_200).getLast();
        for (int i = 10; i < SqsLimits.IN_FLIGHT; i += 10) {
            last = world.send(10).receive(10, 43_200).getLast();
        }
        world.send(1);
        Command.Receive more = new Command.Receive(1, 30, Instant.ofEpochMilli(world.now), null, QueueWorld.RULES);
        assertThat(world.measure().inFlight()).isEqualTo(SqsLimits.IN_FLIGHT);
        assertThat(world.ask(more)).isEqualTo(new Reply.OverLimit());
        world.delete(last);
        assertThat(world.receive(10, 30)).hasSize(1);
        assertThat(world.measure().inFlight()).isEqualTo(SqsLimits.IN_FLIGHT);
    }

    @Test
    void a_record_that_is_gone_from_the_log_is_forgotten() {
        world.send(2).receive(1, 30);
        world.ask(new Command.Forget(new long[] {0}));
        world.pass(31);
        assertThat(QueueWorld.offsets(world.receive(10, 30))).containsExactly(1L);
    }

    @Test
    void a_discarded_window_is_vacant_and_empty() {
        world.send(3).receive(1, 30);
        world.ask(new Command.Discard());
        assertThat(world.queue.isVacant(world.state)).isTrue();
        assertThatThrownBy(() -> world.receive(10, 30)).hasMessage("The specified queue does not exist.");
        assertThat(world.queue.nextDue(world.state)).isEmpty();
    }

    @Test
    void what_is_given_back_was_never_received() {
        ReceivedMessage first = world.send(1).receive(1, 30).getFirst();
        world.ask(new Command.GiveBack(List.of(first.receipt(), first.receipt())));
        assertThat(world.measure().visible()).isEqualTo(1);
        assertThat(world.delete(first)).containsExactly(Outcome.GONE);
        world.pass(1);
        ReceivedMessage again = world.receive(1, 30).getFirst();
        assertThat(again.receiveCount()).isEqualTo(1);
        assertThat(again.firstReceivedMillis()).isEqualTo(world.now);
    }

    @Test
    void a_receive_that_was_followed_by_another_cannot_be_given_back() {
        ReceivedMessage first = world.send(1).receive(1, 0).getFirst();
        world.receive(1, 30);
        world.ask(new Command.GiveBack(List.of(first.receipt())));
        assertThat(world.measure().inFlight()).isEqualTo(1);
    }

    @Test
    void a_deletion_that_finds_nothing_is_journaled_so_that_no_deposed_owner_can_tell_of_it() {
        ReceivedMessage first = world.send(1).receive(1, 30).getFirst();
        world.delete(first);
        int before = world.journaled();
        assertThat(world.delete(first)).containsExactly(Outcome.GONE);
        assertThat(world.journaled()).isGreaterThan(before);
        world.recover();
        assertThat(world.measure().visible() + world.measure().inFlight()).isZero();
    }

    @Test
    void a_fresh_window_is_not_vacant() {
        assertThat(world.queue.isVacant(world.state)).isFalse();
    }

    private List<Long> peek(boolean invisible, boolean delayed) {
        return ((Reply.Peeked) world.ask(new Command.Peek(10, invisible, delayed)))
                .messages().stream().map(PeekedMessage::offset).toList();
    }
}
