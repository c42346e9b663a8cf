package io.penstock.kernel.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.ledger.Ledger;
import io.penstock.kernel.ledger.LedgerProtocol;
import io.penstock.kernel.ledger.LedgerProtocol.Balance;
import io.penstock.kernel.ledger.LedgerProtocol.Deposit;
import io.penstock.kernel.ledger.LedgerProtocol.Look;
import io.penstock.kernel.ledger.LedgerProtocol.NotInTime;
import io.penstock.kernel.ledger.LedgerProtocol.Reply;
import io.penstock.kernel.ledger.LedgerProtocol.Reserve;
import io.penstock.kernel.ledger.LedgerProtocol.Withdraw;
import io.penstock.kernel.ledger.LedgerProtocol.WithdrawWithin;
import io.penstock.kernel.machine.Companion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Commands that wait: lanes, order, deadlines, cancellation. */
public abstract class ParkingContract extends MachinesSuite {

    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofMinutes(5);

    private CompletableFuture<Reply> park(long amount, String lane) {
        return submit(new Withdraw(amount, lane, in(LONG)));
    }

    private static Balance left(long balance, long deposits) {
        return new Balance(balance, 0, 0, deposits);
    }

    @Test
    void a_parked_command_is_answered_when_the_aggregate_has_changed() {
        start();
        CompletableFuture<Reply> parked = park(5, "a");
        answer(new Deposit(3));
        assertThat(parked).isNotDone();
        answer(new Deposit(4));
        assertThat(await(parked)).isEqualTo(left(2, 2));
        assertThat(answer(new Look())).isEqualTo(left(2, 2));
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(left(2, 2));
    }

    @Test
    void parking_writes_nothing() {
        start();
        answer(new Deposit(1));
        long records = cluster().journalRecords(ID);
        park(5, "a");
        answer(new Look());
        assertThat(cluster().journalRecords(ID)).isEqualTo(records);
    }

    @Test
    void at_its_deadline_a_parked_command_hears_otherwise() {
        start();
        CompletableFuture<Reply> parked = submit(new Withdraw(5, "a", in(SHORT)));
        answer(new Look());
        assertThat(parked).isNotDone();
        cluster().advance(SHORT.plus(SHORT));
        assertThat(await(parked)).isEqualTo(new NotInTime());
        answer(new Deposit(9));
        assertThat(answer(new Look())).isEqualTo(left(9, 1));
    }

    @Test
    void a_deadline_that_has_passed_is_answered_at_once() {
        start();
        assertThat(answer(new Withdraw(5, "a", in(Duration.ofSeconds(-1))))).isEqualTo(new NotInTime());
    }

    @Test
    void parking_again_does_not_move_the_deadline() {
        start();
        CompletableFuture<Reply> parked = submit(new WithdrawWithin(100, "a", SHORT.multipliedBy(3)));
        for (int i = 0; i < 8; i++) {
            cluster().advance(SHORT.dividedBy(2));
            answer(new Deposit(1));
        }
        assertThat(await(parked)).isEqualTo(new NotInTime());
    }

    @Test
    void within_a_lane_the_first_that_cannot_go_keeps_the_others_waiting() {
        start();
        CompletableFuture<Reply> first = park(10, "a");
        CompletableFuture<Reply> second = park(1, "a");
        CompletableFuture<Reply> third = park(2, "a");
        answer(new Deposit(5));
        answer(new Look());
        assertThat(List.of(first, second, third)).allMatch(parked -> !parked.isDone());

        answer(new Deposit(6));

        assertThat(await(first)).isEqualTo(left(1, 2));
        assertThat(await(second)).isEqualTo(left(0, 2));
        answer(new Look());
        assertThat(third).isNotDone();
    }

    @Test
    void lanes_do_not_keep_each_other_waiting() {
        start();
        CompletableFuture<Reply> big = park(10, "a");
        CompletableFuture<Reply> small = park(2, "b");
        answer(new Deposit(3));
        assertThat(await(small)).isEqualTo(left(1, 1));
        assertThat(big).isNotDone();
    }

    @Test
    void one_change_serves_as_many_as_it_can_in_the_order_of_arrival() {
        start();
        List<CompletableFuture<Reply>> parked = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            parked.add(park(3, "a"));
        }
        answer(new Deposit(10));
        for (int i = 0; i < 3; i++) {
            assertThat(await(parked.get(i))).isEqualTo(left(10 - 3L * (i + 1), 1));
        }
        answer(new Look());
        assertThat(parked.get(3)).isNotDone();
        assertThat(parked.get(4)).isNotDone();
    }

    @Test
    void one_change_serves_all_lanes_in_the_order_of_arrival() {
        start();
        List<CompletableFuture<Reply>> parked = new ArrayList<>();
        for (String lane : List.of("a", "b", "a", "c")) {
            parked.add(park(3, lane));
        }
        answer(new Deposit(8));
        assertThat(await(parked.get(0))).isEqualTo(left(5, 1));
        assertThat(await(parked.get(1))).isEqualTo(left(2, 1));
        answer(new Look());
        assertThat(parked.get(2)).isNotDone();
        assertThat(parked.get(3)).isNotDone();
    }

    @Test
    void a_new_command_is_decided_at_once_though_others_are_parked() {
        start();
        CompletableFuture<Reply> parked = park(10, "a");
        answer(new Deposit(5));
        assertThat(await(park(2, "a"))).isEqualTo(left(3, 1));
        assertThat(parked).isNotDone();
    }

    @Test
    void a_cancelled_command_has_no_effect_and_holds_nobody_up() {
        start();
        CompletableFuture<Reply> cancelled = park(10, "a");
        CompletableFuture<Reply> behind = park(2, "a");
        answer(new Look());
        cancelled.cancel(true);
        answer(new Look());
        answer(new Deposit(12));
        assertThat(await(behind)).isEqualTo(left(10, 1));
        assertThat(answer(new Look())).isEqualTo(left(10, 1));
    }

    @Test
    void what_was_decided_for_a_caller_who_left_before_the_answer_is_made_good() {
        start();
        answer(new Deposit(5));
        cluster().faults().holdAcks();
        CompletableFuture<Reply> leaving = submit(new Withdraw(3, LedgerProtocol.FORGETFUL, in(LONG)));
        cluster().faults().awaitHeldAcks(1);
        leaving.cancel(true);
        cluster().faults().releaseAcks();
        Awaitility.await()
                .atMost(Futures.PATIENCE)
                .untilAsserted(() -> assertThat(answer(new Look())).isEqualTo(left(5, 2)));
    }

    @Test
    void a_parked_command_is_decided_again_when_the_aggregate_is_due() {
        start();
        answer(new Deposit(5));
        answer(new Reserve(5, in(SHORT)));
        CompletableFuture<Reply> parked = park(4, "a");
        answer(new Look());
        assertThat(parked).isNotDone();
        cluster().advance(SHORT.plus(SHORT));
        assertThat(await(parked)).isEqualTo(left(1, 1));
    }

    @Test
    void a_machine_without_a_due_command_has_its_parked_commands_decided_again() {
        start(Ledger.thatReleasesWhenAsked(), self -> Companion.none());
        answer(new Deposit(5));
        answer(new Reserve(5, in(SHORT)));
        CompletableFuture<Reply> parked = park(4, "a");
        answer(new Look());
        assertThat(parked).isNotDone();
        cluster().advance(SHORT.plus(SHORT));
        assertThat(await(parked)).isEqualTo(left(1, 1));
    }

    @Test
    void a_deadline_is_answered_only_after_the_appends_before_it() {
        start();
        CompletableFuture<Reply> parked = submit(new Withdraw(100, "a", in(SHORT)));
        answer(new Look());
        cluster().faults().holdAcks();
        CompletableFuture<Reply> deposit = submit(new Deposit(1));
        cluster().faults().awaitHeldAcks(1);
        cluster().advance(SHORT.plus(SHORT));
        assertThat(parked).isNotDone();
        cluster().faults().releaseAcks();
        assertThat(await(parked)).isEqualTo(new NotInTime());
        assertThat(await(deposit)).isEqualTo(left(1, 1));
    }

    @Test
    void parked_commands_do_not_fill_the_queue() {
        start();
        List<CompletableFuture<Reply>> parked = new ArrayList<>();
        for (int sent = 0; sent < 2 * cluster().queueCapacity(); sent++) {
            parked.add(park(100_000_000, "a"));
            if (sent % 8 == 0) {
                answer(new Look());
            }
        }
        assertThat(answer(new Deposit(1))).isEqualTo(left(1, 1));
        assertThat(parked).allMatch(command -> !command.isDone());
    }

    @Test
    void when_the_shard_moves_a_parked_command_is_not_forgotten() {
        start();
        CompletableFuture<Reply> parked = submit(new Withdraw(5, "a", in(SHORT)));
        answer(new Look());
        cluster().stepDown(ID);
        cluster().advance(SHORT.plus(SHORT));
        if (!isUnavailable(parked)) {
            assertThat(await(parked)).isEqualTo(new NotInTime());
        }
        assertThat(balance()).isEqualTo(left(0, 0));
    }

    @Test
    void a_parked_command_whose_turn_could_not_be_journaled_has_not_happened() {
        start();
        CompletableFuture<Reply> parked = park(3, "a");
        answer(new Look());
        cluster().faults().spareNextAppend();
        cluster().faults().refuseNextAppend();
        submit(new Deposit(5));
        assertFails(parked, CommonFaults.UNAVAILABLE);
        assertThat(balance()).isEqualTo(left(5, 1));
    }
}
