package io.penstock.kernel.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.contract.RecordingCompanion.Diary;
import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.ledger.Ledger;
import io.penstock.kernel.ledger.LedgerProtocol.Balance;
import io.penstock.kernel.ledger.LedgerProtocol.Close;
import io.penstock.kernel.ledger.LedgerProtocol.Deposit;
import io.penstock.kernel.ledger.LedgerProtocol.DepositEach;
import io.penstock.kernel.ledger.LedgerProtocol.Deposited;
import io.penstock.kernel.ledger.LedgerProtocol.Look;
import io.penstock.kernel.ledger.LedgerProtocol.Pay;
import io.penstock.kernel.ledger.LedgerProtocol.PaymentEnded;
import io.penstock.kernel.ledger.LedgerProtocol.Released;
import io.penstock.kernel.ledger.LedgerProtocol.Reply;
import io.penstock.kernel.ledger.LedgerProtocol.Reserve;
import io.penstock.kernel.ledger.LedgerProtocol.See;
import io.penstock.kernel.ledger.LedgerProtocol.Seen;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Companions: when they open and close, what they hear, what they do to replies, and that effects are finished by somebody. */
public abstract class CompanionContract extends MachinesSuite {

    private final Diary diary = new Diary();

    private void startRecording() {
        start(new Ledger(), diary::companion);
    }

    private static void eventually(Runnable assertion) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion::run);
    }

    @Test
    void a_companion_opens_with_its_aggregate_and_again_with_the_next_owner() {
        startRecording();
        answer(new Deposit(5));
        assertThat(diary.calls).containsExactly("opened");
        cluster().crashAndRecover();
        balance();
        assertThat(diary.calls).containsExactly("opened", "opened");
    }

    @Test
    void a_companion_closes_when_the_shard_moves_in_order() {
        startRecording();
        answer(new Deposit(5));
        cluster().stepDown(ID);
        balance();
        assertThat(diary.calls).containsExactly("opened", "closed", "opened");
    }

    @Test
    void a_companion_closes_when_its_aggregate_became_vacant_and_opens_when_it_is_needed_again() {
        startRecording();
        answer(new Deposit(5));
        answer(new Close());
        eventually(() -> assertThat(diary.calls).containsExactly("opened", "closed"));
        answer(new Deposit(5));
        assertThat(diary.calls).containsExactly("opened", "closed", "opened");
    }

    @Test
    void nothing_is_committed_before_it_is_durable() {
        startRecording();
        answer(new Deposit(1));
        cluster().faults().holdAcks();
        CompletableFuture<Reply> held = submit(new Deposit(2));
        cluster().faults().awaitHeldAcks(1);
        assertThat(diary.committed).containsExactly(new Deposited(1));
        cluster().faults().releaseAcks();
        await(held);
        eventually(() -> assertThat(diary.committed).containsExactly(new Deposited(1), new Deposited(2)));
    }

    @Test
    void events_are_committed_in_order_and_derived_ones_with_them() {
        startRecording();
        answer(new DepositEach(3, 1));
        answer(new See(4));
        answer(new Look());
        answer(new Deposit(2));
        eventually(() -> assertThat(diary.committed)
                .containsExactly(new Deposited(1), new Deposited(1), new Deposited(1), new Seen(4), new Deposited(2)));
    }

    @Test
    void what_was_replayed_is_not_committed_again() {
        startRecording();
        answer(new Deposit(5));
        eventually(() -> assertThat(diary.committed).hasSize(1));
        cluster().crashAndRecover();
        balance();
        assertThat(diary.committed).containsExactly(new Deposited(5));
    }

    @Test
    void what_never_became_durable_is_not_committed() {
        startRecording();
        answer(new Deposit(1));
        cluster().faults().refuseNextAppend();
        assertFails(submit(new Deposit(2)), CommonFaults.UNAVAILABLE);
        balance();
        answer(new Deposit(3));
        eventually(() -> assertThat(diary.committed).containsExactly(new Deposited(1), new Deposited(3)));
    }

    @Test
    void a_companion_completes_replies() {
        startRecording();
        diary.completion = reply -> reply.thenApply(plain -> new Balance(-1, -1, -1, -1));
        assertThat(answer(new Deposit(5))).isEqualTo(new Balance(-1, -1, -1, -1));
    }

    @Test
    void a_slow_completion_holds_no_later_reply_up() {
        startRecording();
        CompletableFuture<Reply> slow = new CompletableFuture<>();
        AtomicInteger completions = new AtomicInteger();
        diary.completion = reply -> completions.getAndIncrement() == 0 ? slow : reply;
        CompletableFuture<Reply> first = submit(new Deposit(5));
        assertThat(answer(new Deposit(6))).isEqualTo(new Balance(11, 0, 0, 2));
        assertThat(first).isNotDone();
        slow.complete(new Balance(0, 0, 0, 0));
        assertThat(await(first)).isEqualTo(new Balance(0, 0, 0, 0));
    }

    @Test
    void a_completion_that_fails_is_the_callers_answer_and_undoes_nothing() {
        startRecording();
        diary.completion = reply -> CompletableFuture.failedFuture(Ledger.NOT_ENOUGH.with(1, 2));
        assertThat(fault(submit(new Deposit(5)))).hasMessage("only 1 of 2");
        diary.completion = reply -> CompletableFuture.failedFuture(new IllegalStateException("a defect"));
        assertFails(submit(new Look()), CommonFaults.INTERNAL);
        diary.completion = reply -> {
            throw new IllegalStateException("a defect");
        };
        assertFails(submit(new Look()), CommonFaults.INTERNAL);
        diary.completion = reply -> reply;
        assertThat(answer(new Look())).isEqualTo(new Balance(5, 0, 0, 1));
    }

    @Test
    void an_effect_is_done_once_its_cause_is_durable_and_reported_back() {
        startRecording();
        answer(new Deposit(5));
        answer(new Pay(2, "a"));
        eventually(() -> assertThat(diary.committed).contains(new PaymentEnded(1)));
        assertThat(diary.payments).containsExactly(1L);
        cluster().crashAndRecover();
        assertThat(balance()).isEqualTo(new Balance(3, 0, 0, 1));
        assertThat(diary.payments).containsExactly(1L);
    }

    @Test
    void an_effect_that_was_not_journaled_as_done_is_done_again_by_the_next_owner() {
        startRecording();
        answer(new Deposit(5));
        cluster().faults().spareNextAppend();
        cluster().faults().refuseNextAppend();
        submit(new Pay(2, "a"));
        eventually(() -> assertThat(diary.committed).contains(new PaymentEnded(1)));
        assertThat(diary.payments).containsExactly(1L, 1L);
        assertThat(balance()).isEqualTo(new Balance(3, 0, 0, 1));
    }

    @Test
    void after_a_crash_an_aggregate_wakes_though_nobody_asks() {
        startRecording();
        answer(new Deposit(5));
        answer(new Reserve(3, in(Duration.ofMillis(400))));
        cluster().crashAndRecover();
        cluster().advance(Duration.ofMillis(800));
        eventually(() -> assertThat(diary.committed).anyMatch(Released.class::isInstance));
    }

    @Test
    void a_companion_of_a_former_owner_cannot_change_anything() {
        startRecording();
        answer(new Deposit(5));
        cluster().stepDown(ID);
        balance();
        assertFails(diary.selves.getFirst().submit(new Deposit(1)), CommonFaults.UNAVAILABLE);
        assertThat(diary.selves.getFirst().id()).isEqualTo(ID);
        assertThat(balance()).isEqualTo(new Balance(5, 0, 0, 1));
    }

    @Test
    void a_companion_that_throws_does_not_stop_its_shard() {
        startRecording();
        diary.clumsy = true;
        answer(new Deposit(5));
        cluster().stepDown(ID);
        assertThat(balance()).isEqualTo(new Balance(5, 0, 0, 1));
        assertThat(answer(new Deposit(5))).isEqualTo(new Balance(10, 0, 0, 2));
    }

    @Test
    void many_payments_end_in_spite_of_failing_appends_and_crashes() {
        startRecording();
        answer(new Deposit(1000));
        Collections.nCopies(10, new Pay(1, "a")).forEach(pay -> {
            cluster().faults().spareNextAppend();
            cluster().faults().refuseNextAppend();
            submit(pay);
            balance();
        });
        cluster().crashAndRecover();
        eventually(() -> {
            balance();
            assertThat(diary.committed.stream().filter(PaymentEnded.class::isInstance))
                    .hasSize(diary.payments.stream().distinct().toList().size());
        });
    }
}
