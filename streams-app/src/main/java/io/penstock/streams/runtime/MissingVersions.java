package io.penstock.streams.runtime;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The versions of definitions that a topology has waited for in vain, kept from one start of it to the next. Who writes a record knew what was in the catalog before, so a topology that
 * begins after such a wait, and reads the catalog to its end, has read all that the writer can have known: what it does not have then never comes. No clock decides that.
 *
 * <p>Memory: the last thousand names. Thread-safe.
 */
public final class MissingVersions {

    private static final int NAMES = 1_000;

    /** It is not in the catalog as far as that was read. The topology must begin anew. */
    static final class MissingVersionException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        private MissingVersionException(String key, long version) {
            super("version " + version + " of " + key + " is not in the catalog");
        }
    }

    private final Map<String, Long> versions = new LinkedHashMap<>();

    synchronized MissingVersionException add(String kind, String key, long version) {
        String name = kind + " " + key;
        long greatest = Math.max(version, versions.getOrDefault(name, 0L));
        versions.remove(name);
        versions.put(name, greatest);
        if (versions.size() > NAMES) {
            versions.remove(versions.keySet().iterator().next());
        }
        return new MissingVersionException(key, version);
    }

    /** What is missing by now, for a topology that begins after it. */
    synchronized Known now() {
        return new Known(Map.copyOf(versions));
    }

    /** What never comes. */
    record Known(Map<String, Long> versions) {

        boolean has(String kind, String key, long version) {
            return version <= versions.getOrDefault(kind + " " + key, 0L);
        }
    }
}
