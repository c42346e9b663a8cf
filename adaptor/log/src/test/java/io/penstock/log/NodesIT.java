package io.penstock.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.ledger.Ledger;
import io.penstock.kernel.ledger.LedgerProtocol.Balance;
import io.penstock.kernel.ledger.LedgerProtocol.Command;
import io.penstock.kernel.ledger.LedgerProtocol.Deposit;
import io.penstock.kernel.ledger.LedgerProtocol.Look;
import io.penstock.kernel.ledger.LedgerProtocol.NotInTime;
import io.penstock.kernel.ledger.LedgerProtocol.Pay;
import io.penstock.kernel.ledger.LedgerProtocol.Reply;
import io.penstock.kernel.ledger.LedgerProtocol.Withdraw;
import io.penstock.kernel.machine.AggregateId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several nodes on one cluster: any node takes any command, nodes come, leave and are killed. */
@ExtendWith(EmbeddedBrokerExtension.class)
@Timeout(180)
final class NodesIT {

    private static final Logger LOG = LoggerFactory.getLogger(NodesIT.class);
    private static final List<AggregateId> ACCOUNTS = Load.ACCOUNTS;

    private final LogSettings settings;
    private final List<Cluster> nodes = new ArrayList<>();

    NodesIT(TestBroker broker) {
        settings = NodeProcess.grouped(TestKafka.settings(broker));
    }

    @AfterEach
    void close() {
        nodes.forEach(Cluster::close);
    }

    private Cluster start() {
        return start(InstantSource.system());
    }

    private Cluster start(InstantSource clock) {
        Cluster node = NodeProcess.start(settings, new Ledger(), clock);
        nodes.add(node);
        return node;
    }

    private static CompletableFuture<Reply> submit(Cluster node, AggregateId id, Command command) {
        return node.machines().submit(Ledger.TYPE, id, command);
    }

    private static Reply answer(Cluster node, AggregateId id, Command command) {
        return Load.answer(node, id, command);
    }

    private static void awaitSpread(Cluster... all) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    int live = 0;
                    for (Cluster node : all) {
                        live += node.health().shardsLive();
                        if (node.health().shardsAssigned() == 0
                                || !node.health().isReady()) {
                            return false;
                        }
                    }
                    return live == 4;
                });
    }

    @Test
    void any_node_takes_any_command() {
        Cluster first = start();
        Cluster second = start();
        Cluster third = start();
        awaitSpread(first, second, third);
        for (AggregateId account : ACCOUNTS) {
            for (Cluster node : List.of(first, second, third)) {
                answer(node, account, new Deposit(1));
            }
            assertThat(answer(second, account, new Look())).isEqualTo(new Balance(3, 0, 0, 3));
        }
    }

    @Test
    void a_refusal_travels_between_nodes_as_it_was() {
        Cluster first = start();
        Cluster second = start();
        awaitSpread(first, second);
        for (AggregateId account : ACCOUNTS) {
            for (Cluster node : List.of(first, second)) {
                Throwable refused = submit(node, account, new Pay(9, "a"))
                        .handle((reply, error) -> error)
                        .orTimeout(20, TimeUnit.SECONDS)
                        .join();
                Throwable cause = refused instanceof CompletionException wrapped ? wrapped.getCause() : refused;
                assertThat(cause)
                        .hasMessage("only 0 of 9")
                        .isInstanceOfSatisfying(
                                FaultException.class,
                                fault -> assertThat(fault.fault()).isEqualTo(Ledger.NOT_ENOUGH));
            }
        }
    }

    @Test
    void a_parked_command_waits_on_the_owner_and_goes_when_its_caller_goes() {
        Cluster first = start();
        Cluster second = start();
        awaitSpread(first, second);
        Instant later = InstantSource.system().instant().plusSeconds(60);
        for (AggregateId account : ACCOUNTS) {
            CompletableFuture<Reply> cancelled = submit(first, account, new Withdraw(1, "a", later));
            CompletableFuture<Reply> waiting = submit(second, account, new Withdraw(2, "b", later));
            assertThat(answer(first, account, new Look())).isEqualTo(new Balance(0, 0, 0, 0));
            cancelled.cancel(false);
            // Until the owner knows; then a deposit serves the one that still waits.
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> parked(account) == 1);
            answer(second, account, new Deposit(2));
            waiting.orTimeout(20, TimeUnit.SECONDS).join();
            assertThat(answer(first, account, new Look())).isEqualTo(new Balance(0, 0, 0, 1));
        }
    }

    @Test
    void a_parked_command_waits_as_long_as_its_caller_wants_whatever_the_clocks_of_the_nodes_show() {
        InstantSource system = InstantSource.system();
        InstantSource ahead = () -> system.instant().plusSeconds(40);
        Cluster first = start(system);
        Cluster second = start(ahead);
        awaitSpread(first, second);
        List<CompletableFuture<Duration>> waits = new ArrayList<>();
        for (AggregateId account : ACCOUNTS) {
            waits.add(waiting(first, account, system));
            waits.add(waiting(second, account, ahead));
        }
        assertThat(waits)
                .allSatisfy(
                        wait -> assertThat(wait.orTimeout(60, TimeUnit.SECONDS).join())
                                .isBetween(Duration.ofMillis(990), Duration.ofSeconds(20)));
    }

    /** How long a command waits that may wait for a second by its own node's clock. */
    private static CompletableFuture<Duration> waiting(Cluster node, AggregateId account, InstantSource clock) {
        long began = System.nanoTime();
        return submit(node, account, new Withdraw(1, "a", clock.instant().plusSeconds(1)))
                .thenApply(reply -> {
                    assertThat(reply).isInstanceOf(NotInTime.class);
                    return Duration.ofNanos(System.nanoTime() - began);
                });
    }

    private int parked(AggregateId account) {
        assertThat(account.key()).isNotEmpty();
        return nodes.stream().mapToInt(Cluster::parkedCommands).sum();
    }

    @Test
    void a_node_that_leaves_in_order_hands_over_at_once_and_loses_no_command() {
        Cluster first = start();
        Cluster second = start();
        awaitSpread(first, second);
        try (Load load = new Load(first)) {
            load.awaitSome();
            second.close();
            load.awaitSome();
            awaitSpread(first);
            load.awaitSome();
            load.stop();
            assertThat(load.failed()).isZero();
            LOG.atInfo().addKeyValue("longest", load.longestMillis()).log("orderly leave");
            assertThat(load.longestMillis()).isLessThan(5_000);
            load.verify(first);
        }
    }

    @Test
    void when_a_node_is_killed_its_shards_are_served_again_and_nothing_acknowledged_is_lost() {
        Cluster first = start();
        try (NodeProcess doomed = NodeProcess.start(settings)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> first.health().shardsAssigned() == 2);
            try (Load load = new Load(first)) {
                load.awaitSome();
                long killed = System.nanoTime();
                doomed.kill();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> first.health().shardsLive() == 4);
                LOG.atInfo()
                        .addKeyValue("takeover", (System.nanoTime() - killed) / 1_000_000)
                        .log("killed node replaced");
                assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(10));
                load.awaitSome();
                load.stop();
                load.verify(first);
            }
        }
    }
}
