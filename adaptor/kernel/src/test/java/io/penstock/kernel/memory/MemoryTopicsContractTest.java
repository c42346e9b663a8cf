package io.penstock.kernel.memory;

import io.penstock.kernel.contract.TopicsContract;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.Topics;
import org.junit.jupiter.api.AfterEach;

class MemoryTopicsContractTest extends TopicsContract {

    private final MemoryWorld world = MemoryWorld.threaded();

    @AfterEach
    void close() {
        world.close();
    }

    @Override
    protected Topics topics() {
        return world.topics();
    }

    @Override
    protected RecordLog log() {
        return world.recordLog();
    }

    @Override
    protected String config(String topic, String name) {
        return world.topics().configs(topic).getOrDefault(name, "");
    }
}
