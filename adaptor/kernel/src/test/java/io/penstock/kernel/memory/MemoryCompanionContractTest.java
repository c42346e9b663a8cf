package io.penstock.kernel.memory;

import io.penstock.kernel.contract.CompanionContract;
import io.penstock.kernel.contract.MachinesCluster;
import org.junit.jupiter.api.Nested;

class MemoryCompanionContractTest {

    @Nested
    class Deterministic extends CompanionContract {
        @Override
        protected MachinesCluster open() {
            return new MemoryCluster(EventLoop.Mode.DETERMINISTIC);
        }
    }

    @Nested
    class Threaded extends CompanionContract {
        @Override
        protected MachinesCluster open() {
            return new MemoryCluster(EventLoop.Mode.THREADED);
        }
    }
}
