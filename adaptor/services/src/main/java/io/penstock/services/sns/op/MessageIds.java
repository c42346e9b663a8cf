package io.penstock.services.sns.op;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Ids of messages: UUIDs of version 4. */
final class MessageIds {

    private MessageIds() {}

    static String next(RandomGenerator random) {
        long most = (random.nextLong() & ~0xF000L) | 0x4000L;
        long least = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(most, least).toString();
    }
}
