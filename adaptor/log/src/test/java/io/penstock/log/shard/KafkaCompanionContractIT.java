package io.penstock.log.shard;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.kernel.contract.CompanionContract;
import io.penstock.kernel.contract.MachinesCluster;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EmbeddedBrokerExtension.class)
@Timeout(120)
final class KafkaCompanionContractIT extends CompanionContract {

    private final TestBroker broker;

    KafkaCompanionContractIT(TestBroker broker) {
        this.broker = broker;
    }

    @Override
    protected MachinesCluster open() {
        return new KafkaCluster(broker);
    }
}
