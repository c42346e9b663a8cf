package io.penstock.kernel.memory;

import io.penstock.kernel.contract.LocalStoreContract;
import io.penstock.kernel.port.LocalStore;

final class MemoryLocalStoreContractTest extends LocalStoreContract {

    @Override
    protected LocalStore store() {
        return new MemoryLocalStore();
    }
}
