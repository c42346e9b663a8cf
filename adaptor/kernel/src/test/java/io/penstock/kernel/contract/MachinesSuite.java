package io.penstock.kernel.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.ledger.Ledger;
import io.penstock.kernel.ledger.LedgerProtocol.Balance;
import io.penstock.kernel.ledger.LedgerProtocol.Command;
import io.penstock.kernel.ledger.LedgerProtocol.Event;
import io.penstock.kernel.ledger.LedgerProtocol.Look;
import io.penstock.kernel.ledger.LedgerProtocol.Reply;
import io.penstock.kernel.ledger.LedgerState;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.port.Machines;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What the suites about machines share: one cluster with accounts on it. */
public abstract class MachinesSuite {

    protected static final AggregateId ID = new AggregateId("arn:aws:sqs:us-east-1:000000000000:account/0");

    private @Nullable MachinesCluster cluster;

    /** A fresh cluster, not started, that shares nothing with earlier ones. */
    protected abstract MachinesCluster open();

    @AfterEach
    final void closeCluster() {
        if (cluster != null) {
            cluster.close();
        }
    }

    protected final MachinesCluster start(
            Ledger ledger, Companion.Factory<LedgerState, Command, Event, Reply> companions) {
        MachinesCluster opened = open();
        cluster = opened;
        opened.register(ledger, companions);
        opened.start();
        return opened;
    }

    protected final MachinesCluster start() {
        return start(new Ledger(), self -> Companion.none());
    }

    /** Accounts of two kinds. */
    protected final MachinesCluster startWith(Ledger other) {
        MachinesCluster opened = open();
        cluster = opened;
        opened.register(new Ledger(), self -> Companion.none());
        opened.register(other, self -> Companion.none());
        opened.start();
        return opened;
    }

    protected final MachinesCluster cluster() {
        if (cluster == null) {
            throw new IllegalStateException("not started");
        }
        return cluster;
    }

    protected final CompletableFuture<Reply> submit(Command command) {
        return submit(cluster().machines(), command);
    }

    protected final CompletableFuture<Reply> submit(Machines machines, Command command) {
        return machines.submit(Ledger.TYPE, ID, command);
    }

    protected final Reply answer(Command command) {
        return await(submit(command));
    }

    /** The account as a caller sees it who retries, as an SDK does, while nobody serves it. */
    protected final Balance balance() {
        return Awaitility.await()
                .atMost(Futures.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .pollDelay(Duration.ZERO)
                .until(
                        () -> {
                            CompletableFuture<Reply> look = submit(new Look());
                            return isUnavailable(look) ? null : (Balance) await(look);
                        },
                        seen -> seen != null);
    }

    protected final Instant in(Duration duration) {
        return cluster().clock().instant().plus(duration);
    }

    protected static <T> T await(CompletableFuture<T> future) {
        return Futures.await(future);
    }

    /** The fault that a command failed with. */
    protected static FaultException fault(CompletableFuture<?> future) {
        return Futures.fault(future);
    }

    protected static void assertFails(CompletableFuture<?> future, Fault expected) {
        assertThat(fault(future).fault()).isEqualTo(expected);
    }

    /** Failed in a way that an SDK retries, without having been told a lie. */
    protected static void assertFailsByUs(CompletableFuture<?> future) {
        assertThat(fault(future).fault().blame()).isEqualTo(Fault.Blame.RECEIVER);
    }

    protected static boolean isUnavailable(CompletableFuture<?> future) {
        Boolean answered = await(future.handle((reply, thrown) -> thrown == null));
        return !answered && fault(future).fault().equals(CommonFaults.UNAVAILABLE);
    }
}
