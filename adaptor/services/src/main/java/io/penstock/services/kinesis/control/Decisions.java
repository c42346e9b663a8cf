package io.penstock.services.kinesis.control;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.kernel.name.AccountId;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition.Status;
import io.penstock.services.kinesis.stream.StreamName;
import io.penstock.services.kinesis.stream.StreamReply;
import java.util.List;

/** What all decisions need. */
final class Decisions {

    private Decisions() {}

    /** The stream, in whatever status, or the fault that there is none. */
    static StreamDefinition required(StreamState state) {
        StreamDefinition stream = state.stream();
        if (stream == null) {
            throw none(state);
        }
        return stream;
    }

    /** The stream if it is ACTIVE, or the fault that it is not. */
    static StreamDefinition active(StreamState state) {
        StreamDefinition stream = required(state);
        if (stream.status() != Status.ACTIVE) {
            throw KinesisFaults.notActive(
                    stream.name(), stream.account(), stream.status().name());
        }
        return stream;
    }

    static FaultException none(StreamState state) {
        return StreamName.parse(state.arn())
                .map(named -> KinesisFaults.noStream(
                        StreamName.of(named.stream()), named.stream().account()))
                .orElseGet(() -> KinesisFaults.noStream(state.arn(), AccountId.DEFAULT));
    }

    /** Whether a command of a companion or a gate is about the stream that is there now. */
    static boolean isCurrent(StreamState state, String id) {
        return state.stream() != null && state.stream().id().equals(id);
    }

    /** The stream if it is still this creation and serves, or the fault that there is none. */
    static StreamDefinition serving(StreamState state, String id) {
        if (!isCurrent(state, id) || !required(state).isServing()) {
            throw none(state);
        }
        return required(state);
    }

    /** Versions follow the clock, so that they grow even across a name that was forgotten. */
    static long nextVersion(StreamState state, Tick tick) {
        return Math.max(state.life().version() + 1, tick.now().toEpochMilli());
    }

    /** The reply that tells of a changed stream. */
    static StreamReply known(StreamDefinition changed) {
        return new StreamReply.Known(changed);
    }

    /** Journals anything but a change of shards; nothing when there is none. */
    static Decision<StreamEvent, StreamReply> change(StreamState state, StreamDefinition.Change change, Tick tick) {
        StreamDefinition old = required(state);
        if (change.build().equals(old)) {
            return Decision.reply(known(old));
        }
        StreamDefinition changed = change.version(nextVersion(state, tick)).build();
        return Decision.journal(
                new StreamEvent.Changed(changed.but().shards(List.of()).build()), known(changed));
    }

    static Decision<StreamEvent, StreamReply> noted() {
        return Decision.reply(new StreamReply.Noted());
    }

    static Decision<StreamEvent, StreamReply> noted(List<StreamEvent> events) {
        return Decision.journal(events, new StreamReply.Noted());
    }
}
