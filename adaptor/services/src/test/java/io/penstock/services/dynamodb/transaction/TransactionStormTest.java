package io.penstock.services.dynamodb.transaction;

import static io.penstock.services.dynamodb.transaction.Bank.LEFT;
import static io.penstock.services.dynamodb.transaction.Bank.RIGHT;
import static io.penstock.services.dynamodb.transaction.Bank.add;
import static io.penstock.services.dynamodb.transaction.Bank.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.memory.MemoryFaults;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.store.PartitionCommand;
import io.penstock.services.dynamodb.transaction.FaultyMachines.Fate;
import io.penstock.services.dynamodb.transaction.Transactor.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many transfers at once among everything that can go wrong, by seed; then calm. No money is made or lost, every transfer is whole, and nothing is held. */
@Timeout(60)
final class TransactionStormTest {

    private static final int STEPS = 120;
    private static final int ACCOUNTS = 4;
    private static final int BEGIN = 100;

    static LongStream seeds() {
        Long chosen = Long.getLong("penstock.seed");
        return chosen != null ? LongStream.of(chosen) : LongStream.rangeClosed(1, 12);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void no_transfer_is_torn_lost_or_made_twice(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (Bank bank = new Bank(seed)) {
            for (int account = 0; account < ACCOUNTS; account++) {
                bank.ask(LEFT, new PartitionCommand.Write(set("l" + account, BEGIN)));
                bank.ask(RIGHT, new PartitionCommand.Write(set("r" + account, BEGIN)));
            }
            Map<String, CompletableFuture<Outcome>> transfers = new HashMap<>();
            Fate[] fates = Fate.values();
            bank.machines.fates(
                    number -> random.nextInt(8) == 0 ? fates[random.nextInt(fates.length)] : Fate.DELIVERED);
            bank.world.journalFaults().randomly(new MemoryFaults.Rates(0.02, 0.02, 0.02, Duration.ofMillis(800)));
            for (int step = 0; step < STEPS; step++) {
                String token = "t" + step;
                bank.world.atOnce(() -> {
                    for (int parallel = 0; parallel <= random.nextInt(3); parallel++) {
                        String one = token + "-" + parallel;
                        transfers.put(one, transfer(bank, one, random));
                    }
                });
                bank.world.advance(Duration.ofMillis(random.nextInt(3_000)));
                switch (random.nextInt(30)) {
                    case 0 -> bank.world.crashAndRecover();
                    case 1 -> bank.world.snapshot(Bank.partition(LEFT));
                    case 2 -> bank.world.snapshot(Bank.coordinator(token));
                    case 3 -> bank.world.stepDown(Bank.partition(RIGHT));
                    case 4 -> bank.machines.deliverLate();
                    case 5 -> bank.retry();
                    default -> {}
                }
            }
            bank.world.journalFaults().randomly(MemoryFaults.Rates.NONE);
            bank.heal();
            bank.heal();
            check(bank, transfers);
            bank.world.crashAndRecover();
            bank.heal();
            check(bank, transfers);
        }
    }

    private static CompletableFuture<Outcome> transfer(Bank bank, String token, SplittableRandom random) {
        int amount = random.nextInt(-40, 40);
        String left = "l" + random.nextInt(ACCOUNTS);
        String right = "r" + random.nextInt(ACCOUNTS);
        return bank.transactor.write(bank.plan(
                token,
                List.of(add(left, -amount, 0), set("sent-" + token, amount)),
                List.of(add(right, amount, 0), set("got-" + token, amount))));
    }

    private static void check(Bank bank, Map<String, CompletableFuture<Outcome>> transfers) {
        int total = 0;
        for (int account = 0; account < ACCOUNTS; account++) {
            assertThat(bank.image(LEFT, "l" + account).locked()).isFalse();
            assertThat(bank.image(RIGHT, "r" + account).locked()).isFalse();
            total += bank.amount(LEFT, "l" + account).orElseThrow();
            total += bank.amount(RIGHT, "r" + account).orElseThrow();
        }
        assertThat(total).as("all the money").isEqualTo(2 * ACCOUNTS * BEGIN);
        List<String> committed = new ArrayList<>();
        transfers.forEach((token, outcome) -> {
            Item sent = bank.image(LEFT, "sent-" + token).item();
            Item got = bank.image(RIGHT, "got-" + token).item();
            assertThat(sent.isEmpty()).as("%s is whole", token).isEqualTo(got.isEmpty());
            if (outcome.isDone() && !outcome.isCompletedExceptionally()) {
                assertThat(!sent.isEmpty()).as(token).isEqualTo(outcome.join() instanceof Outcome.Committed);
            }
            if (!sent.isEmpty()) {
                committed.add(token);
            }
            assertThat(bank.state(token).open()).isEmpty();
        });
        assertThat(committed).as("the storm let some through").hasSizeGreaterThan(20);
    }
}
