package io.penstock.kernel.name;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** UUIDs of version 4 whose chance is injected. */
public final class Uuids {

    private Uuids() {}

    /**
     * The next one, in its usual text.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9562#section-5.4">RFC 9562, UUID version 4</a>
     */
    public static String random(RandomGenerator random) {
        long most = (random.nextLong() & ~0xF000L) | 0x4000L;
        long least = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(most, least).toString();
    }
}
