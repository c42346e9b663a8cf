package io.penstock.kernel.memory;

import io.penstock.kernel.contract.MachinesCluster;
import io.penstock.kernel.contract.MachinesContract;
import org.junit.jupiter.api.Nested;

class MemoryMachinesContractTest {

    @Nested
    class Deterministic extends MachinesContract {
        @Override
        protected MachinesCluster open() {
            return new MemoryCluster(EventLoop.Mode.DETERMINISTIC);
        }
    }

    @Nested
    class Threaded extends MachinesContract {
        @Override
        protected MachinesCluster open() {
            return new MemoryCluster(EventLoop.Mode.THREADED);
        }
    }
}
