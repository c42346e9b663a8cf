package io.penstock.services.dynamodb.transaction;

import static io.penstock.services.dynamodb.transaction.Bank.LEFT;
import static io.penstock.services.dynamodb.transaction.Bank.RIGHT;
import static io.penstock.services.dynamodb.transaction.Bank.add;
import static io.penstock.services.dynamodb.transaction.Bank.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.store.PartitionCommand;
import io.penstock.services.dynamodb.store.PartitionReply;
import io.penstock.services.dynamodb.transaction.FaultyMachines.Fate;
import io.penstock.services.dynamodb.transaction.Transactor.Outcome;
import io.penstock.services.dynamodb.transaction.Transactor.Plan;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One transfer, with one thing that goes wrong: every message and every record of a journal, in every way. */
@Timeout(60)
final class TransactionWalkTest {

    /** More than a transfer needs, so that the walk goes beyond its end. */
    private static final int MESSAGES = 12;

    private static final int RECORDS = 12;

    enum RecordFate {
        REFUSED,
        ACKNOWLEDGEMENT_LOST,
        DOUBLED
    }

    @Test
    void a_transfer_takes_seven_messages_and_is_done_when_it_is_answered() {
        try (Bank bank = bank()) {
            bank.machines.fates(number -> Fate.DELIVERED);
            Outcome outcome = bank.transactor.write(transfer(bank, "t", 5)).join();
            assertThat(outcome).isInstanceOf(Outcome.Committed.class);
            assertThat(bank.machines.sent())
                    .containsExactly("Begin", "Prepare", "Prepare", "Decide", "Commit", "Commit");
            assertTransferred(bank, 1);
            assertThat(bank.state("t").open()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void whatever_becomes_of_a_message_a_transfer_happens_once_or_not_at_all(Fate fate) {
        for (int message = 0; message < MESSAGES; message++) {
            for (boolean snapshot : new boolean[] {false, true}) {
                try (Bank bank = bank()) {
                    int struck = message;
                    bank.machines.fates(number -> number == struck ? fate : Fate.DELIVERED);
                    walk(bank, 5, snapshot, fate + " of message " + message);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void whatever_becomes_of_a_message_a_transfer_that_cannot_be_is_not(Fate fate) {
        for (int message = 0; message < MESSAGES; message++) {
            try (Bank bank = bank()) {
                int struck = message;
                bank.machines.fates(number -> number == struck ? fate : Fate.DELIVERED);
                walk(bank, 500, false, fate + " of message " + message);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void two_messages_may_fare_badly(Fate fate) {
        for (int first = 0; first < MESSAGES; first++) {
            for (Fate second : Fate.values()) {
                for (int next = first + 1; next < first + 5; next++) {
                    try (Bank bank = bank()) {
                        int one = first;
                        int other = next;
                        bank.machines.fates(number -> number == one ? fate : number == other ? second : Fate.DELIVERED);
                        walk(bank, 5, false, fate + " of " + first + ", " + second + " of " + next);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(RecordFate.class)
    void whatever_becomes_of_a_record_a_transfer_happens_once_or_not_at_all(RecordFate fate) {
        for (int record = 0; record < RECORDS; record++) {
            for (int amount : new int[] {5, 500}) {
                try (Bank bank = bank()) {
                    for (int spared = 0; spared < record; spared++) {
                        bank.world.journalFaults().spareNextAppend();
                    }
                    switch (fate) {
                        case REFUSED -> bank.world.journalFaults().refuseNextAppend();
                        case ACKNOWLEDGEMENT_LOST -> bank.world.journalFaults().loseNextAck();
                        case DOUBLED -> bank.world.journalFaults().duplicateNextAppend();
                    }
                    walk(bank, amount, false, fate + " of record " + record);
                }
            }
        }
    }

    private static Bank bank() {
        Bank bank = new Bank(1);
        bank.ask(LEFT, new PartitionCommand.Write(set("a", 100)));
        bank.ask(RIGHT, new PartitionCommand.Write(set("b", 0)));
        return bank;
    }

    private static Plan transfer(Bank bank, String token, int amount) {
        return bank.plan(
                token, List.of(add("a", -amount, 0)), List.of(add("b", amount, 0), set("note-" + token, amount)));
    }

    /** A transfer with a fault; then its repetition with the same token, until it is told something. */
    private static void walk(Bank bank, int amount, boolean snapshot, String what) {
        boolean possible = amount <= 100;
        String first = told(bank.transactor.write(transfer(bank, "t", amount)));
        if (snapshot) {
            bank.world.snapshot(Bank.partition(LEFT));
            bank.world.snapshot(Bank.partition(RIGHT));
            bank.world.snapshot(Bank.coordinator("t"));
            bank.world.crashAndRecover();
        }
        bank.heal();
        int times = bank.amount(RIGHT, "b").orElseThrow() / amount;
        assertThat(times).as(what).isBetween(0, possible ? 1 : 0);
        assertTransferred(bank, amount, times);
        assertUnlocked(bank, what);
        if (first.equals("Committed")) {
            assertThat(times).as(what).isEqualTo(1);
        } else if (first.equals("Canceled")) {
            assertThat(times).as(what).isZero();
        }
        String again = "";
        for (int tries = 0; tries < 4 && !again.matches("Committed|Canceled|Repeated"); tries++) {
            again = told(bank.transactor.write(transfer(bank, "t", amount)));
            bank.heal();
        }
        assertThat(again).as(what).matches(possible ? "Committed|Repeated" : "Canceled");
        bank.world.crashAndRecover();
        bank.heal();
        assertTransferred(bank, amount, possible ? 1 : 0);
        assertUnlocked(bank, what);
        assertThat(bank.state("t").open()).as(what).isEmpty();
    }

    private static String told(CompletableFuture<Outcome> outcome) {
        if (!outcome.isDone()) {
            return "nothing";
        }
        try {
            return outcome.join().getClass().getSimpleName();
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(FaultException.class);
            return "fault";
        }
    }

    private static void assertTransferred(Bank bank, int times) {
        assertTransferred(bank, 5, times);
    }

    private static void assertTransferred(Bank bank, int amount, int times) {
        assertThat(bank.amount(LEFT, "a")).contains(100 - amount * times);
        assertThat(bank.amount(RIGHT, "b")).contains(amount * times);
        assertThat(bank.amount(RIGHT, "note-t")).isEqualTo(times == 0 ? Optional.empty() : Optional.of(amount));
    }

    private static void assertUnlocked(Bank bank, String what) {
        assertThat(bank.image(LEFT, "a").locked()).as(what).isFalse();
        assertThat(bank.image(RIGHT, "b").locked()).as(what).isFalse();
        assertThat(bank.image(RIGHT, "note-t").locked()).as(what).isFalse();
        assertThat(bank.ask(LEFT, new PartitionCommand.Write(set("other", 1))))
                .as(what)
                .isInstanceOf(PartitionReply.Written.class);
    }
}
