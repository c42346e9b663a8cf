package io.penstock.services.kinesis.data;

import io.penstock.kernel.port.RecordLog;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The acknowledgements of one call's appends: places in arrays and one count, where hundreds of futures would cost more than the appends. */
final class Appends {

    private final long[] offsets;
    private final @Nullable RuntimeException[] failures;
    private final Semaphore done = new Semaphore(0);
    private int expected;

    Appends(int size) {
        this.offsets = new long[size];
        this.failures = new RuntimeException[size];
    }

    /** So many acknowledgements or {@link #skip}s are to be waited for. */
    void begin(int count) {
        expected = count;
    }

    RecordLog.Ack ack(int index) {
        return (offset, timestamp, failure) -> {
            offsets[index] = offset;
            failures[index] = failure;
            done.release();
        };
    }

    /** One that was not appended. */
    void skip() {
        expected--;
    }

    /** Waits for all of them; the log fails what it cannot append in time. */
    void await() throws InterruptedException {
        done.acquire(expected);
    }

    long offset(int index) {
        return offsets[index];
    }

    @Nullable
    RuntimeException failure(int index) {
        return failures[index];
    }
}
