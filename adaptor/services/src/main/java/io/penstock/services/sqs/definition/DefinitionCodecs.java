package io.penstock.services.sqs.definition;

import io.penstock.kernel.machine.Codec;
import io.penstock.services.common.JsonRecords;

/** How definitions of queues are kept. */
final class DefinitionCodecs {

    static final Codec<DefinitionCommand> COMMANDS = JsonRecords.sealed(DefinitionCommand.class);
    static final Codec<DefinitionReply> REPLIES = JsonRecords.sealed(DefinitionReply.class);
    static final Codec<DefinitionEvent> EVENTS = JsonRecords.sealed(DefinitionEvent.class);
    static final Codec<DefinitionState> STATES = new Resumed(JsonRecords.of(DefinitionState.class));
    static final Codec<PublishedQueue> PUBLISHED = JsonRecords.of(PublishedQueue.class);

    private DefinitionCodecs() {}

    private record Resumed(Codec<DefinitionState> json) implements Codec<DefinitionState> {

        @Override
        public byte[] encode(DefinitionState state) {
            return json.encode(state);
        }

        @Override
        public DefinitionState decode(byte[] bytes) {
            return json.decode(bytes).resumed();
        }
    }
}
