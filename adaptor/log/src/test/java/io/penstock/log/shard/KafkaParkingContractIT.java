package io.penstock.log.shard;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.kernel.contract.MachinesCluster;
import io.penstock.kernel.contract.ParkingContract;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EmbeddedBrokerExtension.class)
@Timeout(120)
final class KafkaParkingContractIT extends ParkingContract {

    private final TestBroker broker;

    KafkaParkingContractIT(TestBroker broker) {
        this.broker = broker;
    }

    @Override
    protected MachinesCluster open() {
        return new KafkaCluster(broker);
    }
}
