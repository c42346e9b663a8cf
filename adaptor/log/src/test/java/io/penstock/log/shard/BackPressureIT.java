package io.penstock.log.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.ledger.Ledger;
import io.penstock.kernel.ledger.LedgerProtocol.Balance;
import io.penstock.kernel.ledger.LedgerProtocol.Deposit;
import io.penstock.kernel.ledger.LedgerProtocol.Reply;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.log.LogSettings.ShardLimits;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A broker that is slow to acknowledge: the shard stops deciding, its queue fills, callers are throttled, and nothing is lost when it goes on. */
@ExtendWith(EmbeddedBrokerExtension.class)
@Timeout(60)
final class BackPressureIT {

    private static final AggregateId ID = new AggregateId("account/1");
    private static final int COMMANDS = 100;

    private final KafkaCluster cluster;

    BackPressureIT(TestBroker broker) {
        // A few journal records in flight are more than enough.
        cluster = new KafkaCluster(broker, new ShardLimits(COMMANDS, 10, 200, 100_000, 64L << 20));
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void with_a_slow_broker_a_shard_decides_little_ahead_throttles_and_then_goes_on_in_order() {
        cluster.register(new Ledger(), self -> Companion.none());
        cluster.start();
        long before = cluster.journalRecords(ID);
        cluster.faults().holdAcks();

        List<CompletableFuture<Reply>> replies = IntStream.range(0, COMMANDS + 50)
                .mapToObj(i -> cluster.machines().submit(Ledger.TYPE, ID, new Deposit(1)))
                .toList();
        cluster.faults().awaitHeldAcks(2);

        assertThat(cluster.journalRecords(ID) - before).isLessThan(10);
        assertThat(replies.subList(0, COMMANDS)).noneMatch(CompletableFuture::isDone);
        for (CompletableFuture<Reply> throttled : replies.subList(COMMANDS, COMMANDS + 50)) {
            assertThat(throttled.exceptionNow())
                    .isInstanceOfSatisfying(
                            FaultException.class,
                            fault -> assertThat(fault.fault()).isEqualTo(CommonFaults.THROTTLED));
        }
        cluster.faults().releaseAcks();
        for (int i = 0; i < COMMANDS; i++) {
            assertThat(replies.get(i).orTimeout(30, TimeUnit.SECONDS).join())
                    .isEqualTo(new Balance(i + 1, 0, 0, i + 1));
        }
    }
}
