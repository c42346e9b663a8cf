package io.penstock.kernel.memory;

import io.penstock.kernel.contract.ScanContract;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.Topics;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

class MemoryScanContractTest extends ScanContract {

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

    @Override
    protected void passTime() {
        world.advance(Duration.ofMillis(10));
    }
}
