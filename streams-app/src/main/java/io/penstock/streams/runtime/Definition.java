package io.penstock.streams.runtime;

/**
 * A definition of the catalog.
 *
 * @param version grows with every change
 * @param value the service's bytes, shared; empty means deleted
 */
public record Definition(String key, long version, byte[] value) {

    /** Whether the resource is gone. */
    public boolean isDeleted() {
        return value.length == 0;
    }
}
