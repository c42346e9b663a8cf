package io.penstock.log.shard;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.kernel.contract.MachinesCluster;
import io.penstock.kernel.contract.MachinesContract;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EmbeddedBrokerExtension.class)
@Timeout(120)
final class KafkaMachinesContractIT extends MachinesContract {

    private final TestBroker broker;

    KafkaMachinesContractIT(TestBroker broker) {
        this.broker = broker;
    }

    @Override
    protected MachinesCluster open() {
        return new KafkaCluster(broker);
    }
}
