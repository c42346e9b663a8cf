package io.penstock.services.dynamodb.item;

import java.util.Arrays;
import java.util.Base64;

/** Bytes as a value: equal by content, ordered as unsigned bytes. */
public final class Bytes implements Comparable<Bytes> {

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** Copies. */
    public static Bytes copyOf(byte[] content) {
        return new Bytes(content.clone());
    }

    /** Does not copy: nobody may write to the array any more. */
    public static Bytes of(byte... content) {
        return new Bytes(content);
    }

    /** Not a copy: to be read only. */
    public byte[] unsafe() {
        return content;
    }

    public byte[] toArray() {
        return content.clone();
    }

    public int size() {
        return content.length;
    }

    /** Whether these bytes begin with those. */
    public boolean startsWith(Bytes prefix) {
        return prefix.size() <= size() && Arrays.equals(content, 0, prefix.size(), prefix.content, 0, prefix.size());
    }

    /** Whether those bytes stand somewhere in these. */
    public boolean contains(Bytes part) {
        for (int i = 0; i + part.size() <= size(); i++) {
            if (Arrays.equals(content, i, i + part.size(), part.content, 0, part.size())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(content, other.content);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /** Base64. */
    @Override
    public String toString() {
        return Base64.getEncoder().encodeToString(content);
    }
}
