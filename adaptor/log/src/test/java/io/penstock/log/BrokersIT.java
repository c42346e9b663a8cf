package io.penstock.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.broker.TestCluster;
import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.ledger.Ledger;
import io.penstock.kernel.ledger.LedgerProtocol.Deposit;
import io.penstock.kernel.ledger.LedgerProtocol.Reply;
import io.penstock.kernel.machine.Companion;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** One node over three brokers that crash, restart and all go away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class BrokersIT {

    private TestCluster brokers;
    private int clusters;

    @SuppressWarnings("NullAway.Init")
    BrokersIT() {}

    @BeforeAll
    void startBrokers() throws Exception {
        brokers = TestCluster.start(3);
    }

    @AfterAll
    void stopBrokers() {
        brokers.close();
    }

    private Cluster start() {
        LogSettings base = LogSettings.clustered(brokers.bootstrapServers());
        LogSettings settings = base.withKafka(
                        new LogSettings.Kafka(brokers.bootstrapServers(), Map.of(), Duration.ofSeconds(6), 1))
                .withTopics(new LogSettings.TopicDefaults("b" + ++clusters + ".", 3, 2, 1))
                .withShards(new LogSettings.Shards(
                        4,
                        LogSettings.OwnershipMode.SOLE,
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(20),
                        LogSettings.ShardLimits.DEFAULT));
        Cluster cluster = Cluster.open(settings, InstantSource.system(), new SecureRandom());
        cluster.machines().register(new Ledger(), self -> Companion.none());
        cluster.start();
        awaitReady(cluster);
        return cluster;
    }

    private static void awaitReady(Cluster cluster) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> cluster.health().isReady());
    }

    @Test
    void when_a_leader_crashes_under_load_nothing_acknowledged_is_lost() throws Exception {
        try (Cluster cluster = start();
                Load load = new Load(cluster)) {
            load.awaitSome();
            int leader = brokers.leader("b" + clusters + ".penstock.journal", 0);
            brokers.crash(leader);
            load.awaitSome();
            brokers.restart(leader);
            load.awaitSome();
            load.stop();
            awaitReady(cluster);
            load.verify(cluster);
        }
    }

    @Test
    void brokers_restart_one_after_another_under_load_and_no_command_fails() throws Exception {
        try (Cluster cluster = start();
                Load load = new Load(cluster)) {
            for (int broker : List.of(1, 2, 3)) {
                load.awaitSome();
                brokers.stop(broker);
                load.awaitSome();
                brokers.restart(broker);
                for (int shard = 0; shard < 4; shard++) {
                    brokers.awaitInSync("b" + clusters + ".penstock.journal", shard);
                }
            }
            load.awaitSome();
            load.stop();
            assertThat(load.failed()).isZero();
            load.verify(cluster);
        }
    }

    @Test
    void without_brokers_commands_fail_as_unavailable_and_with_them_all_goes_on() throws Exception {
        try (Cluster cluster = start()) {
            Load.answer(cluster, Load.ACCOUNTS.getFirst(), new Deposit(1));
            for (int broker : List.of(1, 2, 3)) {
                brokers.crash(broker);
            }
            CompletableFuture<Reply> hopeless =
                    cluster.machines().submit(Ledger.TYPE, Load.ACCOUNTS.getFirst(), new Deposit(1));
            Throwable failure = hopeless.handle((reply, error) -> error)
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            FaultException.class,
                            fault -> assertThat(fault.fault()).isEqualTo(CommonFaults.UNAVAILABLE));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !cluster.health().kafkaReachable());
            for (int broker : List.of(1, 2, 3)) {
                brokers.restart(broker);
            }
            awaitReady(cluster);
            Load.answer(cluster, Load.ACCOUNTS.getFirst(), new Deposit(1));
        }
    }
}
