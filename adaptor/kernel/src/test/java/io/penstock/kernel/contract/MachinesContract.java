package io.penstock.kernel.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.ledger.Ledger;
import io.penstock.kernel.ledger.LedgerProtocol.Balance;
import io.penstock.kernel.ledger.LedgerProtocol.Close;
import io.penstock.kernel.ledger.LedgerProtocol.Command;
import io.penstock.kernel.ledger.LedgerProtocol.Deposit;
import io.penstock.kernel.ledger.LedgerProtocol.DepositEach;
import io.penstock.kernel.ledger.LedgerProtocol.Look;
import io.penstock.kernel.ledger.LedgerProtocol.Lottery;
import io.penstock.kernel.ledger.LedgerProtocol.Pay;
import io.penstock.kernel.ledger.LedgerProtocol.Reply;
import io.penstock.kernel.ledger.LedgerProtocol.Reserve;
import io.penstock.kernel.ledger.LedgerProtocol.See;
import io.penstock.kernel.ledger.LedgerProtocol.Stumble;
import io.penstock.kernel.ledger.LedgerProtocol.Where;
import io.penstock.kernel.machine.AggregateId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Order, durability, refusals, replay, timers and codecs of a host of machines. */
public abstract class MachinesContract extends MachinesSuite {

    private static final Duration SHORT = Duration.ofMillis(400);

    @Test
    void commands_are_decided_in_the_order_in_which_they_were_sent() {
        start();
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        int count = Math.min(200, cluster().queueCapacity() / 2);
        for (int i = 0; i < count; i++) {
            replies.add(submit(new Deposit(1)));
        }
        for (int i = 0; i < count; i++) {
            assertThat(await(replies.get(i))).isEqualTo(new Balance(i + 1, 0, 0, i + 1));
        }
    }

    @Test
    void aggregates_know_nothing_of_each_other() {
        start();
        List<AggregateId> ids = IntStream.range(0, 50)
                .mapToObj(i -> new AggregateId("account/" + i))
                .toList();
        for (int i = 0; i < ids.size(); i++) {
            await(cluster().machines().submit(Ledger.TYPE, ids.get(i), new Deposit(i + 1)));
        }
        for (int i = 0; i < ids.size(); i++) {
            assertThat(await(cluster().machines().submit(Ledger.TYPE, ids.get(i), new Look())))
                    .isEqualTo(new Balance(i + 1, 0, 0, 1));
        }
    }

    @Test
    void kinds_that_share_a_key_know_nothing_of_each_other() {
        Ledger other = Ledger.named("test.other");
        startWith(other);
        answer(new Deposit(5));
        await(cluster().machines().submit(other.type(), ID, new Deposit(70)));
        cluster().snapshot(ID);
        answer(new Deposit(1));
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(new Balance(6, 0, 0, 2));
        assertThat(await(cluster().machines().submit(other.type(), ID, new Look())))
                .isEqualTo(new Balance(70, 0, 0, 1));
    }

    @Test
    void no_reply_leaves_before_its_append_is_acknowledged() {
        start();
        cluster().faults().holdAcks();
        CompletableFuture<Reply> deposit = submit(new Deposit(5));
        cluster().faults().awaitHeldAcks(1);
        assertThat(deposit).isNotDone();

        cluster().faults().releaseAcks();

        assertThat(await(deposit)).isEqualTo(new Balance(5, 0, 0, 1));
    }

    @Test
    void commands_behind_an_unacknowledged_append_are_decided_on_top_of_it() {
        start();
        cluster().faults().holdAcks();
        List<CompletableFuture<Reply>> replies =
                IntStream.range(0, 3).mapToObj(i -> submit(new Deposit(1))).toList();
        cluster().faults().awaitHeldAcks(1);

        cluster().faults().releaseAcks();

        for (int i = 0; i < 3; i++) {
            assertThat(await(replies.get(i))).isEqualTo(new Balance(i + 1, 0, 0, i + 1));
        }
    }

    @Test
    void what_needs_no_append_waits_for_the_earlier_ones() {
        start();
        cluster().faults().holdAcks();
        CompletableFuture<Reply> deposit = submit(new Deposit(5));
        cluster().faults().awaitHeldAcks(1);
        CompletableFuture<Reply> look = submit(new Look());
        CompletableFuture<Reply> refused = submit(new Pay(9, "a"));
        CompletableFuture<Reply> seen = submit(new See(3));
        assertThat(List.of(deposit, look, refused, seen)).allMatch(reply -> !reply.isDone());

        cluster().faults().releaseAcks();

        assertThat(await(look)).isEqualTo(new Balance(5, 0, 0, 1));
        assertThat(fault(refused).fault()).isEqualTo(Ledger.NOT_ENOUGH);
        assertThat(await(seen)).isEqualTo(new Balance(5, 0, 3, 1));
    }

    @Test
    void a_refusal_says_why_and_changes_nothing() {
        start();
        answer(new Deposit(5));
        long records = cluster().journalRecords(ID);

        CompletableFuture<Reply> refused = submit(new Pay(9, "a"));

        assertThat(fault(refused)).hasMessage("only 5 of 9");
        assertThat(answer(new Look())).isEqualTo(new Balance(5, 0, 0, 1));
        assertThat(cluster().journalRecords(ID)).isEqualTo(records);
    }

    @Test
    void what_was_acknowledged_is_there_after_a_crash() {
        start();
        for (int i = 0; i < 20; i++) {
            answer(new Lottery(1_000_000));
        }
        answer(new DepositEach(10, 3));
        Balance before = (Balance) answer(new Reserve(7, in(Duration.ofHours(1))));

        cluster().crashAndRecover();

        assertThat(balance()).isEqualTo(before);
    }

    @Test
    void a_decision_of_very_many_events_is_one_decision() {
        start();
        assertThat(answer(new DepositEach(150_000, 1))).isEqualTo(new Balance(150_000, 0, 0, 150_000));
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(new Balance(150_000, 0, 0, 150_000));
    }

    @Test
    void derived_events_are_applied_but_not_journaled() {
        start();
        answer(new Deposit(5));
        long records = cluster().journalRecords(ID);
        assertThat(answer(new See(7))).isEqualTo(new Balance(5, 0, 7, 1));
        assertThat(answer(new Look())).isEqualTo(new Balance(5, 0, 7, 1));
        assertThat(cluster().journalRecords(ID)).isEqualTo(records);

        cluster().crashAndRecover();

        assertThat(balance()).isEqualTo(new Balance(5, 0, 0, 1));
    }

    @Test
    void a_reply_without_events_writes_nothing() {
        start();
        answer(new Deposit(5));
        long records = cluster().journalRecords(ID);
        answer(new Look());
        assertThat(cluster().journalRecords(ID)).isEqualTo(records);
    }

    @Test
    void a_snapshot_replaces_the_journal_before_it() {
        start();
        for (int i = 0; i < 50; i++) {
            answer(new Deposit(1));
        }
        long before = cluster().journalRecords(ID);

        cluster().snapshot(ID);

        assertThat(cluster().journalRecords(ID)).isLessThan(before - 40);
        answer(new Deposit(100));
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(new Balance(150, 0, 0, 51));
    }

    @Test
    void a_snapshot_holds_every_aggregate_of_its_shard() {
        start();
        int shard = ID.shard(cluster().shards());
        List<AggregateId> neighbours = IntStream.range(0, 1000)
                .mapToObj(i -> new AggregateId("neighbour/" + i))
                .filter(id -> id.shard(cluster().shards()) == shard)
                .toList();
        for (int i = 0; i < neighbours.size(); i++) {
            await(cluster().machines().submit(Ledger.TYPE, neighbours.get(i), new Deposit(i + 1)));
        }
        cluster().snapshot(ID);
        await(cluster().machines().submit(Ledger.TYPE, neighbours.getFirst(), new Deposit(1000)));
        cluster().crashAndRecover();
        balance();
        for (int i = 0; i < neighbours.size(); i++) {
            assertThat(await(cluster().machines().submit(Ledger.TYPE, neighbours.get(i), new Look())))
                    .isEqualTo(i == 0 ? new Balance(1001, 0, 0, 2) : new Balance(i + 1, 0, 0, 1));
        }
    }

    @Test
    void a_second_snapshot_replaces_the_first_across_owners() {
        start();
        answer(new Deposit(1));
        cluster().snapshot(ID);
        answer(new Deposit(10));
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(new Balance(11, 0, 0, 2));
        answer(new Deposit(100));
        cluster().snapshot(ID);
        cluster().crashAndRecover();
        answer(new Deposit(1000));
        cluster().stepDown(ID);
        assertThat(balance()).isEqualTo(new Balance(1111, 0, 0, 4));
    }

    @Test
    void a_snapshot_does_not_let_out_what_is_not_durable_yet() {
        start();
        answer(new Deposit(1));
        cluster().faults().refuseNextAppend();
        CompletableFuture<Reply> lost = submit(new Deposit(10));
        assertFails(lost, CommonFaults.UNAVAILABLE);
        balance();
        cluster().snapshot(ID);
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(new Balance(1, 0, 0, 1));
    }

    @Test
    void an_aggregate_wakes_when_it_is_due() {
        start();
        answer(new Deposit(5));
        answer(new Reserve(3, in(SHORT)));
        assertThat(answer(new Look())).isEqualTo(new Balance(2, 3, 0, 1));

        cluster().advance(SHORT.plus(SHORT));

        assertThat(answer(new Look())).isEqualTo(new Balance(5, 0, 0, 1));
    }

    @Test
    void an_aggregate_that_became_due_while_nobody_owned_it_wakes_at_once() {
        start();
        answer(new Deposit(5));
        answer(new Reserve(1, in(SHORT)));
        answer(new Reserve(3, in(SHORT)));
        cluster().faults().refuseNextAppend();
        cluster().advance(SHORT.plus(SHORT));
        cluster().crashAndRecover();
        balance();
        cluster().advance(SHORT);
        assertThat(balance()).isEqualTo(new Balance(5, 0, 0, 1));
    }

    @Test
    void a_vacant_aggregate_begins_anew() {
        start();
        answer(new Deposit(5));
        assertThat(answer(new Close())).isEqualTo(new Balance(0, 0, 0, 0));
        assertThat(answer(new Deposit(2))).isEqualTo(new Balance(2, 0, 0, 1));
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(new Balance(2, 0, 0, 1));
        answer(new Close());
        cluster().snapshot(ID);
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(new Balance(0, 0, 0, 0));
    }

    @Test
    void a_full_queue_throttles_and_what_was_throttled_has_not_happened() {
        start();
        cluster().faults().holdAcks();
        List<CompletableFuture<Reply>> replies = IntStream.range(
                        0, 3 * cluster().queueCapacity())
                .mapToObj(i -> submit(new Deposit(1)))
                .toList();
        cluster().faults().awaitHeldAcks(1);
        cluster().faults().releaseAcks();

        long accepted = 0;
        long throttled = 0;
        for (CompletableFuture<Reply> reply : replies) {
            if (await(reply.handle((answered, thrown) -> thrown == null))) {
                accepted++;
            } else {
                assertFails(reply, CommonFaults.THROTTLED);
                throttled++;
            }
        }

        assertThat(throttled).isPositive();
        assertThat(accepted).isGreaterThanOrEqualTo(Math.min(10, cluster().queueCapacity()));
        assertThat(answer(new Look())).isEqualTo(new Balance(accepted, 0, 0, accepted));
    }

    @Test
    void a_decision_that_throws_is_our_failure_and_changes_nothing() {
        start();
        answer(new Deposit(5));
        assertFailsByUs(submit(new Stumble(Where.DECIDE)));
        assertThat(balance()).isEqualTo(new Balance(5, 0, 0, 1));
    }

    @Test
    void events_that_cannot_be_written_have_not_happened_none_of_them() {
        start();
        answer(new Deposit(5));
        assertFailsByUs(submit(new Stumble(Where.ENCODE)));
        assertThat(balance()).isEqualTo(new Balance(5, 0, 0, 1));
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(new Balance(5, 0, 0, 1));
    }

    @Test
    void an_event_that_cannot_be_applied_leaves_no_half_applied_state() {
        start();
        answer(new Deposit(5));
        assertFailsByUs(submit(new Stumble(Where.EVOLVE)));
        assertThat(balance()).isEqualTo(new Balance(5, 0, 0, 1));
        assertThat(answer(new Deposit(1))).isEqualTo(new Balance(6, 0, 0, 2));
    }

    @Test
    void a_shard_whose_journal_cannot_be_read_answers_nothing_and_the_others_go_on() {
        start();
        AggregateId elsewhere = IntStream.range(0, 1000)
                .mapToObj(i -> new AggregateId("elsewhere/" + i))
                .filter(id -> id.shard(cluster().shards()) != ID.shard(cluster().shards()))
                .findFirst()
                .orElseThrow();
        await(cluster().machines().submit(Ledger.TYPE, elsewhere, new Deposit(1)));
        answer(new Deposit(5));
        answer(new Stumble(Where.DECODE));

        cluster().crashAndRecover();

        assertFailsByUs(submit(new Look()));
        Command look = new Look();
        assertThat(await(cluster().machines().submit(Ledger.TYPE, elsewhere, look)))
                .isEqualTo(new Balance(1, 0, 0, 1));
    }
}
