package io.penstock.kernel.memory;

import io.penstock.kernel.contract.MachinesCluster;
import io.penstock.kernel.contract.ParkingContract;
import org.junit.jupiter.api.Nested;

class MemoryParkingContractTest {

    @Nested
    class Deterministic extends ParkingContract {
        @Override
        protected MachinesCluster open() {
            return new MemoryCluster(EventLoop.Mode.DETERMINISTIC);
        }
    }

    @Nested
    class Threaded extends ParkingContract {
        @Override
        protected MachinesCluster open() {
            return new MemoryCluster(EventLoop.Mode.THREADED);
        }
    }
}
