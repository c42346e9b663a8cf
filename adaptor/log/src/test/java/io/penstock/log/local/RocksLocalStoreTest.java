package io.penstock.log.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.contract.LocalStoreContract;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.port.LocalStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
        RocksLocalStore store = open(where);
        assertThat(store.isEmpty()).isTrue();
        store.close();
        assertThat(where).doesNotExist();
    }

    @Test
    void what_was_written_is_there_at_the_next_start() {
        Path where = directory.resolve("store");
        RocksLocalStore first = open(where);
        first.write(List.of(new LocalStore.Change(KEY, KEY)));
        first.close();
        RocksLocalStore second = open(where);
        assertThat(second.isEmpty()).isFalse();
        assertThat(second.get(KEY)).isEqualTo(KEY);
    }

    @Test
    void what_is_cleared_gives_back_its_disk() throws Exception {
        Path where = directory.resolve("store");
        RocksLocalStore store = open(where);
        Random random = new Random(1);
        for (int i = 0; i < 24_000; i++) {
            byte[] value = new byte[1_000];
            random.nextBytes(value);
            store.write(List.of(new LocalStore.Change(key(i % 3, i), value)));
        }
        long before = size(where);
        store.clear(key(1, 0), key(2, 0));
        assertThat(store.get(key(1, 1))).isNull();
        assertThat(store.get(key(0, 3))).isNotNull();
        // In the background of the database; a third of it was cleared.
        long waited = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (size(where) > before * 3 / 4 && System.nanoTime() < waited) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(size(where)).isLessThanOrEqualTo(before * 3 / 4);
        assertThat(store.get(key(0, 3))).isNotNull();
    }

    private static byte[] key(int table, int number) {
        return ByteBuffer.allocate(8).putInt(table).putInt(number).array();
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
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
