package io.penstock.kernel.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.contract.MachinesCluster.Zombie;
import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.ledger.LedgerProtocol.Balance;
import io.penstock.kernel.ledger.LedgerProtocol.Deposit;
import io.penstock.kernel.ledger.LedgerProtocol.DepositEach;
import io.penstock.kernel.ledger.LedgerProtocol.Look;
import io.penstock.kernel.ledger.LedgerProtocol.Reply;
import io.penstock.kernel.ledger.LedgerProtocol.Withdraw;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Lost and late acknowledgements, duplicates, deposed owners, crashes, changes of leaders, slow brokers: nobody is told what does not stand, nothing happens twice. */
public abstract class FencingContract extends MachinesSuite {

    private static final Duration LATE = Duration.ofSeconds(1);

    private static Balance of(long balance, long deposits) {
        return new Balance(balance, 0, 0, deposits);
    }

    @Test
    void when_an_acknowledgement_is_lost_the_caller_hears_unavailable_and_the_journal_decides() {
        start();
        answer(new Deposit(1));
        cluster().faults().loseNextAck();
        assertFails(submit(new DepositEach(3, 10)), CommonFaults.UNAVAILABLE);
        assertThat(balance()).isEqualTo(of(31, 4));
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(of(31, 4));
    }

    @Test
    void an_append_that_failed_has_not_happened() {
        start();
        answer(new Deposit(1));
        cluster().faults().refuseNextAppend();
        assertFails(submit(new Deposit(10)), CommonFaults.UNAVAILABLE);
        assertThat(balance()).isEqualTo(of(1, 1));
        answer(new Deposit(100));
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(of(101, 2));
    }

    @Test
    void what_was_decided_on_top_of_a_failed_append_has_not_happened_either() {
        start();
        answer(new Deposit(1));
        cluster().faults().holdAcks();
        cluster().faults().refuseNextAppend();
        CompletableFuture<Reply> failed = submit(new Deposit(10));
        cluster().faults().awaitHeldAcks(1);
        // Possible only with the 10 that were never stored: it would be a debt.
        CompletableFuture<Reply> onTop = submit(new Withdraw(11, "a", in(Duration.ofMinutes(1))));
        CompletableFuture<Reply> look = submit(new Look());
        cluster().faults().releaseAcks();
        assertFails(failed, CommonFaults.UNAVAILABLE);
        assertFails(onTop, CommonFaults.UNAVAILABLE);
        assertFails(look, CommonFaults.UNAVAILABLE);
        assertThat(balance()).isEqualTo(of(1, 1));
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(of(1, 1));
    }

    @Test
    void after_a_crash_between_append_and_reply_the_event_is_there_once() {
        start();
        cluster().faults().holdAcks();
        CompletableFuture<Reply> unanswered = submit(new Deposit(5));
        cluster().faults().awaitHeldAcks(1);
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(of(5, 1));
        assertThat(unanswered.isDone() && !unanswered.isCompletedExceptionally())
                .isFalse();
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(of(5, 1));
    }

    @Test
    void while_a_journal_has_no_leader_nobody_is_answered_and_with_the_next_one_all_goes_on_in_order() {
        start();
        answer(new Deposit(1));
        long records = cluster().journalRecords(ID);
        cluster().faults().loseLeaders();
        List<CompletableFuture<Reply>> waiting = submitEach(5, 10);
        cluster().faults().awaitKeptAppends(1);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        assertThat(cluster().journalRecords(ID)).isEqualTo(records);
        cluster().faults().electLeaders();
        for (int i = 0; i < waiting.size(); i++) {
            assertThat(await(waiting.get(i))).isEqualTo(of(11 + 10 * i, 2 + i));
        }
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(of(51, 6));
    }

    @Test
    void what_no_leader_has_taken_yet_dies_with_its_process() {
        start();
        answer(new Deposit(1));
        cluster().faults().loseLeaders();
        CompletableFuture<Reply> unanswered = submit(new Deposit(10));
        cluster().faults().awaitKeptAppends(1);
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(of(1, 1));
        assertThat(unanswered.isDone() && !unanswered.isCompletedExceptionally())
                .isFalse();
    }

    @Test
    void what_a_deposed_owner_had_sent_before_is_not_acknowledged_when_the_next_leader_takes_it() {
        start();
        answer(new Deposit(1));
        cluster().faults().loseLeaders();
        List<CompletableFuture<Reply>> strays = submitEach(3, 10);
        cluster().faults().awaitKeptAppends(1);
        cluster().depose(ID);
        cluster().faults().electLeaders();
        strays.forEach(stray -> assertFails(stray, CommonFaults.UNAVAILABLE));
        assertThat(answer(new Deposit(100))).isEqualTo(of(101, 2));
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(of(101, 2));
    }

    @Test
    void with_a_slow_broker_commands_wait_together_and_are_answered_in_order() {
        start();
        answer(new Deposit(1));
        cluster().faults().slowAcks(LATE);
        long begin = System.nanoTime();
        List<CompletableFuture<Reply>> replies = submitEach(cluster().queueCapacity(), 10);
        assertThat(replies.getLast().isDone()).isFalse();
        cluster().advance(LATE);
        for (int i = 0; i < replies.size(); i++) {
            assertThat(await(replies.get(i))).isEqualTo(of(11 + 10 * i, 2 + i));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isLessThan(LATE.multipliedBy(replies.size()).dividedBy(2));
        cluster().faults().slowAcks(Duration.ZERO);
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(of(1 + 10L * replies.size(), 1 + replies.size()));
    }

    private List<CompletableFuture<Reply>> submitEach(int count, long amount) {
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            replies.add(submit(new Deposit(amount)));
        }
        return replies;
    }

    @Test
    void an_append_that_is_stored_twice_is_applied_once() {
        start();
        cluster().faults().duplicateNextAppend();
        answer(new Deposit(1));
        answer(new Deposit(10));
        cluster().faults().duplicateNextAppend();
        answer(new DepositEach(2, 100));
        assertThat(answer(new Look())).isEqualTo(of(211, 4));
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(of(211, 4));
    }

    @Test
    void a_deposed_owner_answers_no_change_and_changes_nothing() {
        start();
        answer(new Deposit(1));
        Zombie zombie = cluster().depose(ID);
        CompletableFuture<Reply> stray = submit(zombie.machines(), new Deposit(10));
        assertFails(stray, CommonFaults.UNAVAILABLE);
        assertThat(balance()).isEqualTo(of(1, 1));
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(of(1, 1));
    }

    @Test
    void a_new_owner_goes_on_through_the_strays_of_a_deposed_one() {
        start();
        answer(new Deposit(1));
        Zombie zombie = cluster().depose(ID);
        assertThat(answer(new Deposit(100))).isEqualTo(of(101, 2));
        assertFails(submit(zombie.machines(), new DepositEach(5, 10)), CommonFaults.UNAVAILABLE);
        assertThat(answer(new Deposit(100))).isEqualTo(of(201, 3));
        assertThat(answer(new Deposit(100))).isEqualTo(of(301, 4));
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(of(301, 4));
    }

    @Test
    void appends_of_a_deposed_owner_that_were_on_their_way_are_not_acknowledged_to_anybody() {
        start();
        answer(new Deposit(1));
        Zombie zombie = cluster().depose(ID);
        cluster().faults().holdAcks();
        List<CompletableFuture<Reply>> strays = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            strays.add(submit(zombie.machines(), new Deposit(10)));
        }
        cluster().faults().awaitHeldAcks(1);
        CompletableFuture<Reply> good = submit(new Deposit(100));
        cluster().faults().awaitHeldAcks(2);
        cluster().faults().releaseAcks();
        assertThat(await(good)).isEqualTo(of(101, 2));
        strays.forEach(stray -> assertFails(stray, CommonFaults.UNAVAILABLE));
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(of(101, 2));
    }

    @Test
    void a_snapshot_of_a_deposed_owner_counts_for_nothing() {
        start();
        answer(new Deposit(1));
        Zombie zombie = cluster().depose(ID);
        answer(new Deposit(10));
        zombie.snapshot();
        assertThat(answer(new Deposit(100))).isEqualTo(of(111, 3));
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(of(111, 3));
        cluster().snapshot(ID);
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(of(111, 3));
    }

    @Test
    void an_owner_that_hands_over_in_order_loses_nothing() {
        start();
        for (int i = 1; i <= 5; i++) {
            answer(new Deposit(1));
            cluster().stepDown(ID);
            assertThat(balance()).isEqualTo(of(i, i));
        }
    }

    /** How many steps the storm takes; fewer where a crash costs seconds. */
    protected int stormSteps() {
        return 400;
    }

    @Test
    void in_a_storm_of_faults_every_acknowledged_deposit_stands_and_none_stands_twice() {
        start();
        long seed = Long.getLong("penstock.seed", 20261123L);
        Random random = new Random(seed);
        long certain = 0;
        long doubtful = 0;
        for (int step = 0; step < stormSteps(); step++) {
            strike(random.nextInt(40));
            List<CompletableFuture<Reply>> volley = new ArrayList<>();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                volley.add(submit(new Deposit(1)));
            }
            cluster().faults().electLeaders();
            for (CompletableFuture<Reply> reply : volley) {
                if (isUnavailable(reply)) {
                    doubtful++;
                } else {
                    assertThat(await(reply)).isInstanceOf(Balance.class);
                    certain++;
                }
            }
            Balance seen = balance();
            assertThat(seen.balance())
                    .as("step %d, -Dpenstock.seed=%d", step, seed)
                    .isBetween(certain, certain + doubtful)
                    .isEqualTo(seen.deposits());
            // What was looked at stands from now on.
            certain = seen.deposits();
            doubtful = 0;
        }
        cluster().crashAndRecover();
        assertThat(balance()).as("-Dpenstock.seed=%d", seed).isEqualTo(of(certain, certain));
    }

    private void strike(int draw) {
        switch (draw) {
            case 0, 1 -> cluster().faults().loseNextAck();
            case 2, 3 -> cluster().faults().refuseNextAppend();
            case 4, 5, 6 -> cluster().faults().duplicateNextAppend();
            case 7 -> cluster().crashAndRecover();
            case 8 -> cluster().stepDown(ID);
            case 9 -> submit(cluster().depose(ID).machines(), new Deposit(1_000_000));
            case 10 -> cluster().depose(ID).snapshot();
            case 11 -> {
                balance();
                cluster().snapshot(ID);
            }
            case 12, 13 -> cluster().faults().loseLeaders();
            default -> {
                // Most of the time nothing goes wrong.
            }
        }
    }
}
