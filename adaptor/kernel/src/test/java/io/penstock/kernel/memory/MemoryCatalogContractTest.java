package io.penstock.kernel.memory;

import io.penstock.kernel.contract.CatalogContract;
import io.penstock.kernel.port.Catalog;
import org.junit.jupiter.api.AfterEach;

class MemoryCatalogContractTest extends CatalogContract {

    private final MemoryWorld world = MemoryWorld.threaded();

    @AfterEach
    void close() {
        world.close();
    }

    @Override
    protected Catalog catalog() {
        return world.catalog();
    }

    @Override
    protected Catalog anotherNode() {
        return world.catalog();
    }

    @Override
    protected void writeLate(Catalog.Entry entry) {
        world.catalog().publish(entry).join();
    }
}
