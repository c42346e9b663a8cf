package io.penstock.log.shard;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.kernel.contract.FencingContract;
import io.penstock.kernel.contract.MachinesCluster;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EmbeddedBrokerExtension.class)
@Timeout(120)
final class KafkaFencingContractIT extends FencingContract {

    private final TestBroker broker;

    KafkaFencingContractIT(TestBroker broker) {
        this.broker = broker;
    }

    @Override
    protected int stormSteps() {
        return 120;
    }

    @Override
    protected MachinesCluster open() {
        return new KafkaCluster(broker);
    }
}
