package io.penstock.kernel.memory;

import io.penstock.kernel.contract.RecordLogContract;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.Topics;
import org.junit.jupiter.api.AfterEach;

class MemoryRecordLogContractTest extends RecordLogContract {

    private final MemoryWorld world = MemoryWorld.threaded();

    @AfterEach
    void close() {
        world.close();
    }

    @Override
    protected RecordLog log() {
        return world.recordLog();
    }

    @Override
    protected Topics topics() {
        return world.topics();
    }
}
