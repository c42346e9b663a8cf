package io.penstock.kernel.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.port.LocalStore;
import io.penstock.kernel.port.LocalStore.Change;
import io.penstock.kernel.port.LocalStore.Cursor;
import io.penstock.kernel.port.LocalStore.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link LocalStore} does. */
public abstract class LocalStoreContract {

    /** An empty store, closed by the suite's own means. */
    protected abstract LocalStore store();

    @Test
    void what_was_written_is_read_and_what_was_removed_is_gone() {
        LocalStore store = store();
        store.write(List.of(put("a", "1"), put("b", "2")));
        store.write(List.of(new Change(bytes("a"), null), put("b", "3")));
        assertThat(store.get(bytes("a"))).isNull();
        assertThat(store.get(bytes("b"))).isEqualTo(bytes("3"));
        assertThat(store.get(bytes("c"))).isNull();
    }

    @Test
    void a_span_is_gone_through_in_the_order_of_unsigned_bytes() {
        LocalStore store = store();
        byte[] high = {(byte) 0xff};
        byte[] middle = {(byte) 0x80, 1};
        byte[] low = {0x7f};
        store.write(List.of(new Change(high, low), new Change(low, low), new Change(middle, low)));
        assertThat(keys(store, new Span(new byte[0], new byte[] {(byte) 0xff, 0}, false)))
                .containsExactly(low, middle, high);
        assertThat(keys(store, new Span(low, high, false))).containsExactly(low, middle);
        assertThat(keys(store, new Span(low, high, true))).containsExactly(middle, low);
        assertThat(keys(store, new Span(high, low, false))).isEmpty();
    }

    @Test
    void a_descending_span_begins_below_its_end_whether_that_is_a_key_or_not() {
        LocalStore store = store();
        store.write(List.of(put("a", ""), put("c", ""), put("e", "")));
        assertThat(keys(store, new Span(bytes("a"), bytes("c"), true))).containsExactly(bytes("a"));
        assertThat(keys(store, new Span(bytes("b"), bytes("d"), true))).containsExactly(bytes("c"));
        assertThat(keys(store, new Span(bytes("a"), bytes("z"), true)))
                .containsExactly(bytes("e"), bytes("c"), bytes("a"));
    }

    @Test
    void a_cursor_sees_the_store_as_it_was_when_it_was_made() {
        LocalStore store = store();
        store.write(List.of(put("a", "1"), put("b", "1")));
        try (Cursor cursor = store.scan(new Span(bytes("a"), bytes("z"), false))) {
            store.write(List.of(put("aa", "2"), new Change(bytes("b"), null)));
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.key()).isEqualTo(bytes("b"));
            assertThat(cursor.value()).isEqualTo(bytes("1"));
            assertThat(cursor.next()).isFalse();
        }
    }

    @Test
    void a_cursor_at_its_end_stays_there() {
        LocalStore store = store();
        store.write(List.of(put("a", ""), put("z", "")));
        for (boolean descending : new boolean[] {false, true}) {
            try (Cursor cursor = store.scan(new Span(bytes("b"), bytes("c"), descending))) {
                assertThat(cursor.next()).isFalse();
                assertThat(cursor.next()).isFalse();
                assertThatThrownBy(cursor::key).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void a_range_is_cleared_without_its_end() {
        LocalStore store = store();
        store.write(List.of(put("a", ""), put("b", ""), put("c", "")));
        store.clear(bytes("a"), bytes("c"));
        assertThat(keys(store, new Span(bytes("a"), bytes("z"), false))).containsExactly(bytes("c"));
    }

    private static List<byte[]> keys(LocalStore store, Span span) {
        List<byte[]> keys = new ArrayList<>();
        try (Cursor cursor = store.scan(span)) {
            while (cursor.next()) {
                keys.add(cursor.key());
            }
        }
        return keys;
    }

    private static Change put(String key, String value) {
        return new Change(bytes(key), bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
