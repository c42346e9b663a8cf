package io.penstock.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.ledger.Ledger;
import io.penstock.kernel.ledger.LedgerProtocol.Balance;
import io.penstock.kernel.ledger.LedgerProtocol.Command;
import io.penstock.kernel.ledger.LedgerProtocol.Deposit;
import io.penstock.kernel.ledger.LedgerProtocol.Look;
import io.penstock.kernel.ledger.LedgerProtocol.Reply;
import io.penstock.kernel.machine.AggregateId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deposits of 1 into every account, one after another each, remembering what was acknowledged. */
final class Load implements AutoCloseable {

    static final List<AggregateId> ACCOUNTS = IntStream.range(0, 16)
            .mapToObj(i -> new AggregateId("account/" + i))
            .toList();

    private static final Logger LOG = LoggerFactory.getLogger(Load.class);

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<AggregateId, long[]> counts = new ConcurrentHashMap<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong longestMillis = new AtomicLong();

    Load(Cluster node) {
        for (AggregateId account : ACCOUNTS) {
            long[] count = counts.computeIfAbsent(account, a -> new long[2]);
            callers.submit(() -> run(node, account, count));
        }
    }

    private void run(Cluster node, AggregateId account, long[] count) {
        while (!stopped.get()) {
            long began = System.nanoTime();
            try {
                answer(node, account, new Deposit(1));
                count[0]++;
            } catch (CompletionException e) {
                assertThat(e.getCause())
                        .isInstanceOfSatisfying(
                                FaultException.class,
                                fault -> assertThat(fault.fault()).isEqualTo(CommonFaults.UNAVAILABLE));
                count[1]++;
                failed.incrementAndGet();
            }
            longestMillis.accumulateAndGet((System.nanoTime() - began) / 1_000_000, Math::max);
            done.incrementAndGet();
        }
    }

    void awaitSome() {
        long before = done.get();
        Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> done.get() > before + 500);
    }

    void stop() {
        stopped.set(true);
        callers.close();
    }

    static Reply answer(Cluster node, AggregateId id, Command command) {
        return node.machines()
                .submit(Ledger.TYPE, id, command)
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    long failed() {
        return failed.get();
    }

    long longestMillis() {
        return longestMillis.get();
    }

    /** Every acknowledged deposit stands; one that failed stands or not. */
    void verify(Cluster node) {
        LOG.atInfo()
                .addKeyValue("deposits", done.get())
                .addKeyValue("failed", failed.get())
                .addKeyValue("longestMillis", longestMillis.get())
                .log("load");
        counts.forEach((account, count) -> {
            Balance seen = (Balance) answer(node, account, new Look());
            assertThat(seen.deposits()).isBetween(count[0], count[0] + count[1]);
            assertThat(seen.balance()).isEqualTo(seen.deposits());
        });
    }

    @Override
    public void close() {
        stopped.set(true);
        callers.shutdownNow();
    }
}
