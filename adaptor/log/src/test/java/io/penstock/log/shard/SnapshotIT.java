package io.penstock.log.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.ledger.Ledger;
import io.penstock.kernel.ledger.LedgerProtocol.Balance;
import io.penstock.kernel.ledger.LedgerProtocol.Close;
import io.penstock.kernel.ledger.LedgerProtocol.Command;
import io.penstock.kernel.ledger.LedgerProtocol.Deposit;
import io.penstock.kernel.ledger.LedgerProtocol.DepositEach;
import io.penstock.kernel.ledger.LedgerProtocol.Look;
import io.penstock.kernel.ledger.LedgerProtocol.Reply;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Snapshots are taken while commands go on; what they and the journal behind them give is what was live. */
@ExtendWith(EmbeddedBrokerExtension.class)
@Timeout(120)
final class SnapshotIT {

    private static final List<AggregateId> ACCOUNTS = IntStream.range(0, 2_000)
            .mapToObj(i -> new AggregateId("account/" + i))
            .toList();

    private final KafkaCluster cluster;
    private final Random random = new Random(Long.getLong("penstock.seed", 7L));

    SnapshotIT(TestBroker broker) {
        // A small threshold: snapshots happen by themselves all the time, most of them while the one before is under
        // way.
        cluster = new KafkaCluster(broker, 300);
    }

    @BeforeEach
    void start() {
        cluster.register(new Ledger(), self -> Companion.none());
        cluster.start();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private CompletableFuture<Reply> submit(AggregateId id, Command command) {
        return cluster.machines().submit(Ledger.TYPE, id, command);
    }

    private Map<AggregateId, Reply> balances() {
        Map<AggregateId, Reply> all = new HashMap<>();
        ACCOUNTS.forEach(account -> all.put(account, get(submit(account, new Look()))));
        return all;
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** Deposits, and now and then a closing, after which the account is vacant and forgotten. */
    private void churn(int commands) {
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < commands; i++) {
            AggregateId account = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
            replies.add(submit(account, random.nextInt(4) == 0 ? new Close() : new Deposit(1 + random.nextInt(9))));
            if (replies.size() == 32) {
                settle(replies);
            }
        }
        settle(replies);
    }

    private static void settle(List<CompletableFuture<Reply>> replies) {
        for (CompletableFuture<Reply> reply : replies) {
            get(reply.handle((value, error) -> {
                assertThat(error == null || error instanceof FaultException).isTrue();
                return true;
            }));
        }
        replies.clear();
    }

    @Test
    void what_snapshots_and_journal_give_after_a_crash_is_what_was_live() {
        for (int round = 0; round < 4; round++) {
            churn(5_000);
            Map<AggregateId, Reply> live = balances();
            cluster.crashAndRecover();
            assertThat(balances()).isEqualTo(live);
        }
    }

    @Test
    void the_journal_does_not_grow_without_end() {
        churn(10_000);
        cluster.snapshot(ACCOUNTS.getFirst());
        assertThat(cluster.journalRecords(ACCOUNTS.getFirst())).isLessThan(1_500);
    }

    @Test
    void a_decision_larger_than_a_record_may_be_is_whole_after_a_crash() {
        AggregateId account = ACCOUNTS.getFirst();
        get(submit(account, new DepositEach(300_000, 1)));
        cluster.crashAndRecover();
        assertThat(get(submit(account, new Look()))).isEqualTo(new Balance(300_000, 0, 0, 300_000));
    }
}
