package io.penstock.log.shard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which journal records count. */
final class FenceTest {

    @Test
    void before_the_first_epoch_nothing_counts() {
        assertThat(Fence.closed().admits(-1, 1)).isFalse();
        assertThat(Fence.closed().admits(0, 1)).isFalse();
    }

    @Test
    void records_of_the_epoch_count_in_sequence() {
        Fence fence = Fence.closed();
        fence.begin(10);
        assertThat(fence.admits(10, 1)).isTrue();
        assertThat(fence.admits(10, 2)).isTrue();
    }

    @Test
    void a_deposed_owners_record_does_not_count() {
        Fence fence = Fence.closed();
        fence.begin(10);
        fence.begin(20);
        assertThat(fence.admits(10, 1)).isFalse();
        assertThat(fence.admits(20, 1)).isTrue();
    }

    @Test
    void a_repeated_record_counts_once() {
        Fence fence = Fence.closed();
        fence.begin(10);
        assertThat(fence.admits(10, 1)).isTrue();
        assertThat(fence.admits(10, 1)).isFalse();
        assertThat(fence.admits(10, 2)).isTrue();
    }

    @Test
    void behind_a_lost_record_nothing_of_the_epoch_counts() {
        Fence fence = Fence.closed();
        fence.begin(10);
        assertThat(fence.admits(10, 1)).isTrue();
        assertThat(fence.admits(10, 3)).isFalse();
        assertThat(fence.admits(10, 4)).isFalse();
        fence.begin(20);
        assertThat(fence.admits(20, 1)).isTrue();
    }

    @Test
    void a_journal_that_begins_within_an_epoch_is_taken_up_at_any_sequence_number() {
        Fence fence = Fence.within(10);
        assertThat(fence.admits(5, 77)).isFalse();
        assertThat(fence.admits(10, 41)).isTrue();
        assertThat(fence.admits(10, 42)).isTrue();
    }
}
