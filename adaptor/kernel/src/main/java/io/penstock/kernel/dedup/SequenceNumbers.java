package io.penstock.kernel.dedup;

import java.util.Locale;

/** What senders to FIFO queues and topics are told of the place of their messages: offsets, in the form of AWS's sequence numbers. */
public final class SequenceNumbers {

    /** 20 digits for every offset there can be, so that text order is number order. */
    private static final String PREFIX = "1";

    private SequenceNumbers() {}

    /** The SequenceNumber of an offset. */
    public static String of(long offset) {
        return PREFIX + String.format(Locale.ROOT, "%019d", offset);
    }
}
