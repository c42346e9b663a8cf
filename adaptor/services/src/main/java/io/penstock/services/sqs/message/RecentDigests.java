package io.penstock.services.sqs.message;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The MD5 of small bodies between the answer to their sender and that to their receiver. Under load a node mostly hands out what was sent to it a moment ago, and has the very same array
 * then; digests are a twentieth of its work. Holds on to {@value #BODIES} bodies of {@value #LARGEST} bytes at most, which are 8 MiB. Thread-safe.
 */
final class RecentDigests {

    private static final int BODIES = 2_048;
    private static final int LARGEST = 4 << 10;

    private final AtomicReferenceArray<@Nullable Recent> recent = new AtomicReferenceArray<>(BODIES);

    private record Recent(byte[] body, String md5) {}

    /** For the receiver. The array must not change any more. */
    void remember(byte[] body, String md5) {
        if (body.length <= LARGEST) {
            recent.setRelease(slot(body), new Recent(body, md5));
        }
    }

    /** What is remembered of this array, whatever others contain; it is forgotten. */
    @SuppressWarnings("ReferenceEquality") // to compare contents is what this saves
    @Nullable
    String take(byte[] body) {
        if (body.length > LARGEST) {
            return null;
        }
        int slot = slot(body);
        Recent known = recent.getAcquire(slot);
        if (known == null || known.body != body) {
            return null;
        }
        recent.setRelease(slot, null);
        return known.md5;
    }

    private static int slot(byte[] body) {
        return System.identityHashCode(body) & (BODIES - 1);
    }
}
