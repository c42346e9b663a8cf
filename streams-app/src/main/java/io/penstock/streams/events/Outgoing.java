package io.penstock.streams.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;

/** One event for one target of a rule that matched it. */
record Outgoing(Entry entry, RuleSpec rule, TargetSpec target) {

    /** The same when an event is processed again, so that whoever compares finds the repetition. */
    String id() {
        return UUID.nameUUIDFromBytes((entry.id() + rule.arn() + '\0' + target.id()).getBytes(UTF_8))
                .toString();
    }

    /** What shares the limits of the target: nobody but it. */
    String lane() {
        return rule.arn() + '|' + target.id();
    }
}
