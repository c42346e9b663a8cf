package io.penstock.log.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.port.Catalog.Entry;
import org.junit.jupiter.api.Test;

/** What a view says to do about records that come late. */
class CatalogViewTest {

    private final CatalogView view = new CatalogView(Runnable::run);

    private static Entry entry(long version, int... value) {
        byte[] bytes = new byte[value.length];
        for (int i = 0; i < value.length; i++) {
            bytes[i] = (byte) value[i];
        }
        return new Entry("k", "a", version, bytes);
    }

    /** Compaction would otherwise take the live definition for the forgotten one. */
    @Test
    void word_that_an_older_version_is_forgotten_has_the_newer_one_published_again_by_whoever_published_it() {
        Entry made = entry(2, 7);
        view.apply(made);
        assertThat(view.forget(entry(1))).isEmpty();
        view.published(made);
        assertThat(view.forget(entry(1))).contains(made);
        assertThat(view.find("k", "a")).contains(made);
    }

    @Test
    void what_is_forgotten_is_not_there_and_not_repaired() {
        view.published(entry(1));
        view.apply(entry(1));
        assertThat(view.forget(entry(1))).isEmpty();
        assertThat(view.find("k", "a")).isEmpty();
        assertThat(view.apply(entry(1, 7))).isEmpty();
        assertThat(view.find("k", "a")).isPresent();
    }
}
