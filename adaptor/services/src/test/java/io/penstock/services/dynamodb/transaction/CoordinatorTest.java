package io.penstock.services.dynamodb.transaction;

import static io.penstock.services.dynamodb.transaction.Bank.LEFT;
import static io.penstock.services.dynamodb.transaction.Bank.RIGHT;
import static io.penstock.services.dynamodb.transaction.Bank.add;
import static io.penstock.services.dynamodb.transaction.Bank.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.store.Action;
import io.penstock.services.dynamodb.store.PartitionCommand;
import io.penstock.services.dynamodb.store.PartitionReply;
import io.penstock.services.dynamodb.store.TransactionId;
import io.penstock.services.dynamodb.store.Verdicts.Verdict;
import io.penstock.services.dynamodb.transaction.CoordinatorCommand.TableReads;
import io.penstock.services.dynamodb.transaction.FaultyMachines.Fate;
import io.penstock.services.dynamodb.transaction.Transactor.Outcome;
import io.penstock.services.dynamodb.transaction.Transactor.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class CoordinatorTest {

    @Test
    void between_the_phases_reads_see_the_image_before_and_writes_meet_a_conflict() {
        try (Bank bank = bank()) {
            bank.machines.fate("Decide", Fate.SILENT);
            bank.transactor.write(transfer(bank, "t"));
            assertThat(bank.amount(LEFT, "a")).contains(100);
            assertThat(bank.ask(LEFT, new PartitionCommand.Write(set("a", 1))))
                    .isInstanceOf(PartitionReply.Conflict.class);
            bank.machines.fate("Decide", Fate.DELIVERED);
            assertThat(bank.transactor.write(transfer(bank, "u")).join())
                    .isEqualTo(new Outcome.Canceled(List.of(conflict(), conflict())));
            bank.heal();
            assertThat(bank.ask(LEFT, new PartitionCommand.Write(set("a", 1))))
                    .isInstanceOf(PartitionReply.Written.class);
        }
    }

    private static PartitionReply conflict() {
        return new PartitionReply.NotReady(List.of(new PartitionReply.Problem(
                PartitionReply.Problem.Kind.CONFLICT, "", io.penstock.services.dynamodb.item.Item.EMPTY)));
    }

    @Test
    void a_share_that_is_prepared_twice_answers_the_same_twice() {
        try (Bank bank = bank()) {
            List<PartitionReply> votes = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                votes.add(bank.ask(
                        LEFT,
                        new PartitionCommand.Prepare(
                                new TransactionId("c", 7), 0, List.of(add("a", -5, 0), set("new", 1)), true)));
            }
            assertThat(votes.getFirst())
                    .isInstanceOfSatisfying(
                            PartitionReply.Ready.class,
                            ready -> assertThat(ready.images()).hasSize(2));
            assertThat(votes.getLast()).isEqualTo(votes.getFirst());
        }
    }

    @Test
    void a_partition_that_never_hears_a_word_asks_and_follows() {
        for (String lost : List.of("Commit", "Abort")) {
            try (Bank bank = bank()) {
                bank.machines.fate(lost, Fate.SILENT);
                Plan plan = lost.equals("Commit")
                        ? transfer(bank, "t")
                        : bank.plan("t", List.of(set("a", 1)), List.of(add("b", -5, 0)));
                assertThat(bank.transactor.write(plan)).isNotDone();
                assertThat(bank.image(LEFT, "a").locked()).isTrue();
                bank.world.advance(Duration.ofSeconds(31));
                assertThat(bank.image(LEFT, "a").locked()).isFalse();
                assertThat(bank.amount(LEFT, "a")).contains(lost.equals("Commit") ? 95 : 100);
                assertThat(bank.machines.sent()).contains("Ask");
            }
        }
    }

    @Test
    void what_is_asked_is_answered_from_what_is_durable() {
        try (Bank bank = bank()) {
            bank.machines.fate("Decide", Fate.SILENT);
            bank.transactor.write(transfer(bank, "t"));
            assertThat(ask(bank, 0)).isEqualTo(new Verdict.Undecided());
            assertThat(ask(bank, 1)).isEqualTo(new Verdict.Undecided());
            bank.machines.fate("Commit", Fate.SILENT);
            decide(bank, 0, true);
            assertThat(ask(bank, 0)).isEqualTo(new Verdict.Commit(0));
            // Later words change nothing.
            decide(bank, 0, false);
            assertThat(ask(bank, 0)).isEqualTo(new Verdict.Commit(0));
            bank.heal();
            assertThat(ask(bank, 0)).isEqualTo(new Verdict.Abort(1));
            assertThat(bank.amount(LEFT, "a")).contains(95);
        }
    }

    @Test
    void what_nobody_decides_is_aborted_after_ten_seconds() {
        try (Bank bank = bank()) {
            bank.machines.fate("Decide", Fate.SILENT);
            bank.transactor.write(transfer(bank, "t"));
            bank.world.advance(Duration.ofSeconds(9));
            assertThat(bank.image(LEFT, "a").locked()).isTrue();
            bank.world.advance(Duration.ofSeconds(2));
            assertThat(bank.image(LEFT, "a").locked()).isFalse();
            assertThat(bank.state("t").open()).isEmpty();
        }
    }

    @Test
    void a_new_owner_aborts_at_once_what_was_not_decided() {
        try (Bank bank = bank()) {
            bank.machines.fate("Decide", Fate.SILENT);
            bank.transactor.write(transfer(bank, "t"));
            bank.world.crashAndRecover();
            assertThat(bank.image(LEFT, "a").locked()).isFalse();
            assertThat(bank.image(RIGHT, "b").locked()).isFalse();
        }
    }

    @Test
    void a_commit_of_what_was_never_prepared_ends_there_and_for_ever() {
        try (Bank bank = bank()) {
            bank.machines.fate("Prepare", Fate.SILENT);
            bank.transactor.write(transfer(bank, "t"));
            decide(bank, 0, true);
            assertThat(bank.state("t").open()).isEmpty();
            TransactionId id = new TransactionId(Bank.coordinator("t").key(), 0);
            assertThat(bank.ask(LEFT, new PartitionCommand.Commit(id, 0))).isEqualTo(new PartitionReply.Done());
            assertThat(bank.ask(LEFT, new PartitionCommand.Prepare(id, 0, List.of(set("a", 1)), false)))
                    .isEqualTo(new PartitionReply.Over());
            TransactionId other = new TransactionId(Bank.coordinator("t").key(), 7);
            assertThat(bank.ask(RIGHT, new PartitionCommand.Commit(other, 0))).isEqualTo(new PartitionReply.Over());
            assertThat(bank.amount(LEFT, "a")).contains(100);
        }
    }

    @Test
    void a_table_that_is_deleted_behind_the_first_phase_leaves_the_other_tables_part_to_be_made() {
        try (Bank bank = bank()) {
            bank.machines.fate("Commit", Fate.SILENT);
            CompletableFuture<Outcome> outcome = bank.transactor.write(transfer(bank, "t"));
            assertThat(outcome).isNotDone();
            bank.ask(LEFT, new PartitionCommand.Discard());
            bank.heal();
            assertThat(outcome).isCompleted();
            assertThat(bank.state("t").open()).isEmpty();
            assertThat(bank.image(RIGHT, "b").locked()).isFalse();
            assertThat(bank.amount(RIGHT, "b")).contains(5);
        }
    }

    @Test
    void a_table_that_is_deleted_before_the_first_phase_ends_leaves_nothing_held() {
        try (Bank bank = bank()) {
            bank.ask(LEFT, new PartitionCommand.Discard());
            assertRefused("ResourceNotFoundException", bank.transactor.write(transfer(bank, "t")));
            bank.heal();
            assertThat(bank.image(RIGHT, "b").locked()).isFalse();
            assertThat(bank.state("t").open()).isEmpty();
        }
    }

    @Test
    void a_token_repeats_its_answer_for_ten_minutes_and_is_then_forgotten() {
        try (Bank bank = bank()) {
            bank.transactor.write(transfer(bank, "t")).join();
            bank.world.advance(Duration.ofMinutes(5));
            bank.world.snapshot(Bank.coordinator("t"));
            bank.world.crashAndRecover();
            bank.world.advance(Duration.ofMinutes(5).minusSeconds(1));
            assertThat(bank.transactor.write(transfer(bank, "t")).join())
                    .isEqualTo(new Outcome.Repeated(List.of(new TableReads("t", 4))));
            assertThat(bank.amount(LEFT, "a")).contains(95);
            assertRefused("IdempotentParameterMismatchException", bank.transactor.write(other(bank, "t")));
            bank.world.advance(Duration.ofSeconds(1));
            assertThat(bank.transactor.write(other(bank, "t")).join()).isInstanceOf(Outcome.Committed.class);
            bank.world.advance(Duration.ofMinutes(12));
            assertThat(bank.state("t").done()).isEmpty();
        }
    }

    @Test
    void a_token_in_use_is_in_progress_and_that_of_a_cancelled_transaction_is_free() {
        try (Bank bank = bank()) {
            bank.machines.fate("Commit", Fate.SILENT);
            bank.transactor.write(transfer(bank, "t"));
            assertRefused("TransactionInProgressException", bank.transactor.write(transfer(bank, "t")));
            assertRefused("IdempotentParameterMismatchException", bank.transactor.write(other(bank, "t")));
            bank.heal();
            Plan tooMuch = bank.plan("u", List.of(add("a", -500, 0)), List.of(add("b", 500, 0)));
            assertThat(bank.transactor.write(tooMuch).join()).isInstanceOf(Outcome.Canceled.class);
            bank.ask(LEFT, new PartitionCommand.Write(set("a", 1_000)));
            assertThat(bank.transactor.write(tooMuch).join()).isInstanceOf(Outcome.Committed.class);
        }
    }

    private static Bank bank() {
        Bank bank = new Bank(1);
        bank.ask(LEFT, new PartitionCommand.Write(set("a", 100)));
        bank.ask(RIGHT, new PartitionCommand.Write(set("b", 0)));
        return bank;
    }

    private static Plan transfer(Bank bank, String token) {
        return bank.plan(token, List.of(add("a", -5, -1_000)), List.of(add("b", 5, 0)));
    }

    private static Plan other(Bank bank, String token) {
        List<Action> two = List.of(set("x", 1), set("y", 2));
        return bank.plan(token, two, List.of(add("b", 5, 0)));
    }

    private static Verdict ask(Bank bank, long number) {
        CoordinatorReply reply = bank.world
                .machines()
                .submit(CoordinatorMachine.TYPE, Bank.coordinator("t"), new CoordinatorCommand.Ask(number))
                .join();
        assertThat(reply).isInstanceOf(CoordinatorReply.Told.class);
        return ((CoordinatorReply.Told) reply).verdict();
    }

    private static void decide(Bank bank, long number, boolean commit) {
        bank.world
                .machines()
                .submit(
                        CoordinatorMachine.TYPE,
                        Bank.coordinator("t"),
                        new CoordinatorCommand.Decide(number, commit, List.of()));
    }

    private static void assertRefused(String shape, CompletableFuture<Outcome> outcome) {
        assertThat(outcome).isCompletedExceptionally();
        assertThatThrownBy(outcome::join)
                .cause()
                .isInstanceOfSatisfying(
                        FaultException.class,
                        refusal -> assertThat(refusal.fault().shape()).isEqualTo(shape));
    }
}
