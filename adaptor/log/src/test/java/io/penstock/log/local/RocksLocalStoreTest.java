package io.penstock.log.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.contract.LocalStoreContract;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.port.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RocksLocalStoreTest extends LocalStoreContract {

    private static final long MEMORY = 8 << 20;
    private static final byte[] KEY = "key".getBytes(UTF_8);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final java.util.ArrayList<RocksLocalStore> opened = new java.util.ArrayList<>();

    @Override
    protected LocalStore store() {
        return open(directory.resolve("store"));
    }

    private RocksLocalStore open(Path where) {
        RocksLocalStore store = new RocksLocalStore(where, MEMORY);
        opened.add(store);
        return store;
    }

    @AfterEach
    void close() {
        opened.forEach(RocksLocalStore::close);
    }

    @Test
    void nothing_is_on_disk_before_the_first_use() {
        Path where = directory.resolve("unused");
        open(where).close();
        assertThat(where).doesNotExist();
    }

    @Test
    void what_was_written_is_there_at_the_next_start() {
        Path where = directory.resolve("store");
        RocksLocalStore first = open(where);
        first.write(List.of(new LocalStore.Change(KEY, KEY)));
        first.close();
        assertThat(open(where).get(KEY)).isEqualTo(KEY);
    }

    @Test
    void a_store_that_cannot_be_opened_is_made_anew() throws IOException {
        Path where = directory.resolve("store");
        RocksLocalStore first = open(where);
        first.write(List.of(new LocalStore.Change(KEY, KEY)));
        first.close();
        Files.writeString(where.resolve("CURRENT"), "nonsense");
        RocksLocalStore second = open(where);
        assertThat(second.get(KEY)).isNull();
        second.write(List.of(new LocalStore.Change(KEY, KEY)));
        assertThat(second.get(KEY)).isEqualTo(KEY);
    }

    @Test
    void a_closed_store_is_unavailable_and_does_not_bring_the_process_down() {
        RocksLocalStore store = open(directory.resolve("store"));
        store.write(List.of(new LocalStore.Change(KEY, KEY)));
        store.close();
        assertThatThrownBy(() -> store.get(KEY)).isInstanceOf(FaultException.class);
    }
}
