package io.penstock.kernel.memory;

import io.penstock.kernel.contract.FencingContract;
import io.penstock.kernel.contract.MachinesCluster;
import org.junit.jupiter.api.Nested;

class MemoryFencingContractTest {

    @Nested
    class Deterministic extends FencingContract {
        @Override
        protected MachinesCluster open() {
            return new MemoryCluster(EventLoop.Mode.DETERMINISTIC);
        }
    }

    @Nested
    class Threaded extends FencingContract {
        @Override
        protected MachinesCluster open() {
            return new MemoryCluster(EventLoop.Mode.THREADED);
        }
    }
}
