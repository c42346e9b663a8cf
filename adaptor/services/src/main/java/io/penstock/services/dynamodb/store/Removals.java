package io.penstock.services.dynamodb.store;

import io.penstock.services.dynamodb.item.Bytes;
import java.util.Arrays;

/**
 * Versions of the latest removals, by slices of the hashes: who finds nothing at a place twice, and the same version, knows that nothing was there between.
 * What is not known counts as removed at once, so a version is at most too high.
 */
final class Removals {

    private static final int SLICES = 256;

    private final long[] versions = new long[SLICES];

    void add(Bytes place, long version) {
        versions[slice(place)] = version;
    }

    long near(Bytes place) {
        return versions[slice(place)];
    }

    void unknownBefore(long version) {
        Arrays.fill(versions, version);
    }

    /** A partition is a range of hashes, so their low bits tell its items apart. */
    private static int slice(Bytes place) {
        return (int) (ItemKey.hash(place) % SLICES);
    }
}
