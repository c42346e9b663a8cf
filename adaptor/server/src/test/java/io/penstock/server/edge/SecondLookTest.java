package io.penstock.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SecondLookTest {

    /** What a connection has at each look. */
    private final Deque<Integer> arriving = new ArrayDeque<>();

    @Test
    void whatComesWhileOthersHaveTheirTurnIsReadAtOnce() throws Exception {
        arriving.addAll(List.of(0, 17));

        assertThat(onVirtualThread()).isEqualTo(17);
        assertThat(arriving).isEmpty();
    }

    @Test
    void thereIsNoThirdLook() throws Exception {
        arriving.addAll(List.of(0, 0, 17));

        assertThat(onVirtualThread()).isZero();
        assertThat(arriving).containsExactly(17);
    }

    @Test
    void whatIsThereOrAtItsEndNeedsNoSecondLook() throws Exception {
        arriving.addAll(List.of(17, -1, 17));

        assertThat(onVirtualThread()).isEqualTo(17);
        assertThat(onVirtualThread()).isEqualTo(-1);
        assertThat(arriving).containsExactly(17);
    }

    @Test
    void theThreadOfTheSelectorLooksOnce() throws Exception {
        arriving.addAll(List.of(0, 17));

        assertThat(SecondLook.twice(arriving::remove)).isZero();
        assertThat(arriving).containsExactly(17);
    }

    private int onVirtualThread() throws Exception {
        FutureTask<Integer> looking = new FutureTask<>(() -> SecondLook.twice(arriving::remove));
        Thread.ofVirtual().start(looking);
        return looking.get(10, TimeUnit.SECONDS);
    }
}
