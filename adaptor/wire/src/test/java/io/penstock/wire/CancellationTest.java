package io.penstock.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {

    private final Cancellation cancellation = new Cancellation();
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void callbacks_run_once_when_the_client_leaves() {
        cancellation.onCancel(runs::incrementAndGet);
        assertThat(cancellation.isCancelled()).isFalse();
        cancellation.cancel();
        cancellation.cancel();
        assertThat(cancellation.isCancelled()).isTrue();
        assertThat(runs).hasValue(1);
    }

    @Test
    void a_closed_registration_never_runs_and_leaves_its_twin_alone() {
        Runnable callback = runs::incrementAndGet;
        Cancellation.Registration first = cancellation.onCancel(callback);
        cancellation.onCancel(callback);
        first.close();
        cancellation.cancel();
        assertThat(runs).hasValue(1);
    }

    @Test
    void a_late_callback_runs_at_once() {
        cancellation.cancel();
        cancellation.onCancel(runs::incrementAndGet).close();
        assertThat(runs).hasValue(1);
    }
}
