package io.penstock.services.sqs.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.queue.QueueProtocol.Verdict;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Exactly-once processing: five minutes by the log's order and the broker's timestamps (SQS-17). */
class QueueDeduplicationTest {

    private final QueueWorld world = QueueWorld.fifo();

    @Test
    void a_second_send_within_five_minutes_is_a_duplicate_of_the_first() {
        long first = world.sendUnique("a", "id");
        world.pass(299);
        long second = world.sendUnique("a", "id");
        assertThat(verdict(first)).isEqualTo(new Verdict(first, first, null));
        assertThat(verdict(second)).isEqualTo(new Verdict(second, first, null));
        assertThat(QueueWorld.offsets(world.receive(10, 30))).containsExactly(first);
    }

    @Test
    void after_five_minutes_it_is_new() {
        world.sendUnique("a", "id");
        world.pass(300);
        long second = world.sendUnique("a", "id");
        assertThat(verdict(second).isAccepted()).isTrue();
    }

    @Test
    void a_duplicate_does_not_prolong_the_five_minutes() {
        world.sendUnique("a", "id");
        world.pass(200);
        world.sendUnique("a", "id");
        world.pass(100);
        assertThat(verdict(world.sendUnique("a", "id")).isAccepted()).isTrue();
    }

    @Test
    void a_deleted_message_still_has_duplicates() {
        world.sendUnique("a", "id");
        world.delete(world.receive(1, 30).getFirst());
        assertThat(verdict(world.sendUnique("a", "id")).isAccepted()).isFalse();
        world.ask(new Command.Purge(world.end));
        assertThat(verdict(world.sendUnique("a", "id")).isAccepted()).isFalse();
    }

    @Test
    void a_verdict_waits_until_the_scan_has_passed() {
        long offset = world.append(0, GroupHash.of("a"), Hash128.of("id"));
        Command confirm = new Command.Confirm(new long[] {offset}, Instant.ofEpochMilli(world.now + 1_000));
        assertThat(world.offer(confirm)).isNull();
        world.scanAll();
        assertThat(world.offer(confirm)).isEqualTo(new Reply.Verdicts(List.of(new Verdict(offset, offset, null))));
    }

    @Test
    void duplicates_are_found_again_after_a_crash_though_their_originals_were_trimmed() {
        world.sendUnique("a", "id");
        world.pass(200);
        long duplicate = world.sendUnique("a", "id");
        world.pass(101);
        world.sendUnique("a", "other");
        world.delete(world.receive(1, 30).getFirst());
        world.trimmedTo = ((Reply.Trimmable) world.ask(new Command.Trim())).beforeOffset();
        assertThat(world.trimmedTo).isEqualTo(2);
        world.trimmedTo = duplicate;
        world.recover();
        assertThat(QueueWorld.offsets(world.receive(10, 30))).containsExactly(2L);
        assertThat(verdict(world.sendUnique("a", "id")).isAccepted()).isTrue();
    }

    @Test
    void what_de_duplication_remembers_may_not_be_trimmed() {
        world.sendUnique("a", "id");
        world.delete(world.receive(1, 30).getFirst());
        assertThat(world.ask(new Command.Trim())).isEqualTo(new Reply.Trimmable(0));
        world.pass(361);
        world.ask(new Command.Quiet(world.end));
        assertThat(world.ask(new Command.Trim())).isEqualTo(new Reply.Trimmable(1));
    }

    @Test
    void quiet_is_not_believed_before_the_scan_is_there() {
        world.sendUnique("a", "id");
        world.append(0, GroupHash.of("a"), Hash128.of("id"));
        world.pass(400);
        world.ask(new Command.Quiet(world.end));
        world.scanAll();
        assertThat(verdict(1).isAccepted()).isFalse();
    }

    @Test
    void a_moved_message_that_was_appended_twice_counts_once_in_a_standard_queue_too() {
        QueueWorld standard = QueueWorld.standard();
        Hash128 move = Hash128.of("move", "c0:0:17");
        standard.append(0, GroupHash.NONE, move);
        standard.append(0, GroupHash.NONE, move);
        standard.scanAll();
        assertThat(QueueWorld.offsets(standard.receive(10, 30))).containsExactly(0L);
    }

    @Test
    void sends_that_the_log_has_lost_get_no_verdict() {
        world.sendUnique("a", "id");
        world.sendUnique("a", "id");
        world.trimmedTo = 2;
        world.sendUnique("a", "id");
        world.recover();
        assertThat(world.ask(new Command.Confirm(new long[] {1}, Instant.ofEpochMilli(world.now))))
                .isEqualTo(new Reply.Verdicts(List.of()));
    }

    private Verdict verdict(long offset) {
        Reply reply = world.ask(new Command.Confirm(new long[] {offset}, Instant.ofEpochMilli(world.now)));
        return ((Reply.Verdicts) reply).verdicts().getFirst();
    }
}
