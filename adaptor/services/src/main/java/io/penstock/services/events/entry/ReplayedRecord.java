package io.penstock.services.events.entry;

import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.NewRecord;
import java.util.ArrayList;
import java.util.List;

/** An event of a replay as a record of {@link Entries#TOPIC}. The names of headers are public. Never rename one. */
public final class ReplayedRecord {

    private ReplayedRecord() {}

    /**
     * The record.
     *
     * @param definitions the version of the bus that this node knows
     * @param rules the only ones that get it; empty for all
     */
    public static NewRecord of(String bus, long definitions, List<String> rules, byte[] event) {
        List<Header> headers = new ArrayList<>();
        headers.add(Header.of("events.bus-arn", bus));
        headers.add(Header.of("events.definitions", Long.toString(definitions)));
        rules.forEach(rule -> headers.add(Header.of("events.rule-arn", rule)));
        return new NewRecord(null, event, headers);
    }
}
