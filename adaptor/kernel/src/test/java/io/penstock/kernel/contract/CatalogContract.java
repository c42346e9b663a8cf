package io.penstock.kernel.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Catalog.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The catalog: versions, views, watchers, and repair after a late write. */
@Timeout(120)
public abstract class CatalogContract {

    private static final AtomicInteger KINDS = new AtomicInteger();

    /** A kind of this test's own, so that tests may share a cluster. */
    private final String kind = "contract." + KINDS.incrementAndGet();

    /** The node whose catalog publishes. */
    protected abstract Catalog catalog();

    /** The view of a node that starts now. */
    protected abstract Catalog anotherNode();

    /** Writes past the versions, as an owner that was deposed and does not know. */
    protected abstract void writeLate(Entry entry);

    private Entry entry(String key, long version, String value) {
        return new Entry(kind, key, version, value.getBytes(StandardCharsets.UTF_8));
    }

    private void publish(String key, long version, String value) {
        CompletableFuture<Void> published = catalog().publish(entry(key, version, value));
        Futures.await(published.thenApply(nothing -> true));
    }

    private String seen(Catalog catalog, String key) {
        return catalog.find(kind, key).map(CatalogContract::show).orElse("nothing");
    }

    private static String show(Entry entry) {
        return entry.key() + "=" + new String(entry.value(), StandardCharsets.UTF_8) + "@" + entry.version();
    }

    private static void eventually(Runnable assertion) {
        Awaitility.await().atMost(Futures.PATIENCE).untilAsserted(assertion::run);
    }

    @Test
    void what_is_published_is_in_the_publishers_view_at_once() {
        for (int version = 1; version <= 20; version++) {
            publish("a", version, "v" + version);
            assertThat(seen(catalog(), "a")).isEqualTo("a=v" + version + "@" + version);
        }
    }

    @Test
    void every_node_comes_to_know_it() {
        Catalog early = anotherNode();
        publish("a", 1, "x");
        eventually(() -> assertThat(seen(early, "a")).isEqualTo("a=x@1"));
        Catalog late = anotherNode();
        eventually(() -> assertThat(seen(late, "a")).isEqualTo("a=x@1"));
    }

    @Test
    void a_node_that_caught_up_knows_what_was_published_before() {
        Catalog other = anotherNode();
        Futures.await(other.caughtUp().thenApply(nothing -> true));
        for (int version = 1; version <= 50; version++) {
            publish("a", version, "v" + version);
            Futures.await(other.caughtUp().thenApply(nothing -> true));
            assertThat(seen(other, "a")).isEqualTo("a=v" + version + "@" + version);
        }
    }

    @Test
    void a_node_can_catch_up_while_it_publishes() {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int version = 1; version <= 50; version++) {
            all.add(catalog().publish(entry("a", version, "v" + version)));
            all.add(catalog().caughtUp());
        }
        all.forEach(each -> Futures.await(each.thenApply(nothing -> true)));
        assertThat(seen(catalog(), "a")).isEqualTo("a=v50@50");
    }

    @Test
    void kinds_and_keys_are_apart() {
        publish("a", 1, "x");
        publish("b", 1, "y");
        assertThat(seen(catalog(), "a")).isEqualTo("a=x@1");
        assertThat(seen(catalog(), "c")).isEqualTo("nothing");
        assertThat(catalog().find(kind + ".other", "a")).isEmpty();
        assertThat(catalog().list(kind + ".other")).isEmpty();
        assertThat(catalog().list(kind)).extracting(CatalogContract::show).containsExactlyInAnyOrder("a=x@1", "b=y@1");
    }

    @Test
    void an_older_version_changes_nothing_and_is_no_error() {
        publish("a", 2, "new");
        publish("a", 1, "old");
        publish("a", 2, "same version, other value");
        assertThat(seen(catalog(), "a")).isEqualTo("a=new@2");
        Catalog late = anotherNode();
        eventually(() -> assertThat(seen(late, "a")).isEqualTo("a=new@2"));
    }

    @Test
    void a_deleted_definition_is_found_as_deleted_and_not_listed() {
        publish("a", 1, "x");
        publish("a", 2, "");
        assertThat(catalog().find(kind, "a").orElseThrow().isDeleted()).isTrue();
        assertThat(catalog().list(kind)).isEmpty();
        publish("a", 1, "x");
        assertThat(catalog().find(kind, "a").orElseThrow().isDeleted()).isTrue();
        publish("a", 3, "again");
        assertThat(catalog().list(kind)).extracting(CatalogContract::show).containsExactly("a=again@3");
    }

    private void forget(String key, long version) {
        Futures.await(catalog().forget(kind, key, version).thenApply(nothing -> true));
    }

    @Test
    void a_deleted_definition_can_be_forgotten_and_made_again() {
        Catalog early = anotherNode();
        publish("a", 7, "x");
        publish("a", 8, "");
        forget("a", 8);
        assertThat(seen(catalog(), "a")).isEqualTo("nothing");
        eventually(() -> assertThat(seen(early, "a")).isEqualTo("nothing"));
        assertThat(seen(anotherNode(), "a")).isEqualTo("nothing");
        publish("a", 1, "again");
        assertThat(seen(catalog(), "a")).isEqualTo("a=again@1");
        eventually(() -> assertThat(seen(early, "a")).isEqualTo("a=again@1"));
    }

    @Test
    void what_is_there_or_was_made_again_is_not_forgotten() {
        publish("a", 1, "");
        publish("a", 2, "new");
        forget("a", 1);
        forget("a", 2);
        forget("never", 1);
        publish("fence", 1, "x");
        assertThat(seen(catalog(), "a")).isEqualTo("a=new@2");
        Catalog late = anotherNode();
        eventually(() -> assertThat(seen(late, "fence")).isEqualTo("fence=x@1"));
        assertThat(seen(late, "a")).isEqualTo("a=new@2");
    }

    @Test
    void a_watcher_hears_what_is_known_and_then_what_changes() {
        publish("a", 1, "x");
        List<String> heard = new CopyOnWriteArrayList<>();
        catalog().watch(kind, changed -> heard.add(show(changed)));
        eventually(() -> assertThat(heard).containsExactly("a=x@1"));
        publish("b", 1, "y");
        publish("a", 2, "z");
        publish("a", 1, "x");
        publish("a", 3, "");
        eventually(() -> assertThat(heard).containsExactly("a=x@1", "b=y@1", "a=z@2", "a=@3"));
    }

    @Test
    void a_watcher_hears_nothing_of_other_kinds() {
        List<String> heard = new CopyOnWriteArrayList<>();
        catalog().watch(kind, changed -> heard.add(show(changed)));
        Entry foreign = new Entry(kind + ".other", "a", 1, new byte[] {1});
        Futures.await(catalog().publish(foreign).thenApply(nothing -> true));
        publish("a", 1, "x");
        eventually(() -> assertThat(heard).containsExactly("a=x@1"));
    }

    @Test
    void a_late_write_of_a_deposed_owner_turns_no_reader_back_and_is_repaired() {
        List<Long> versions = new CopyOnWriteArrayList<>();
        catalog().watch(kind, changed -> versions.add(changed.version()));
        publish("a", 1, "old");
        publish("a", 2, "new");
        writeLate(entry("a", 1, "old"));
        publish("fence", 1, "x");
        assertThat(seen(catalog(), "a")).isEqualTo("a=new@2");
        eventually(() -> {
            Catalog late = anotherNode();
            eventually(() -> assertThat(seen(late, "fence")).isEqualTo("fence=x@1"));
            eventually(() -> assertThat(seen(late, "a")).isEqualTo("a=new@2"));
        });
        eventually(() -> assertThat(versions).containsExactly(1L, 2L, 1L));
    }
}
