package io.penstock.services.events.resource;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.common.JsonRecords;

/** The behaviour of a resource. */
final class ResourceMachine implements Machine<ResourceState, ResourceCommand, ResourceEvent, ResourceReply> {

    private static final Codec<ResourceEvent> EVENTS = JsonRecords.sealed(ResourceEvent.class);
    private static final Codec<ResourceState> STATES = JsonRecords.of(ResourceState.class);

    private final MachineType<ResourceCommand, ResourceReply> type;

    /** @param kind for example {@code events.connection} */
    ResourceMachine(String kind) {
        type = new MachineType<>(
                kind, JsonRecords.sealed(ResourceCommand.class), JsonRecords.sealed(ResourceReply.class));
    }

    @Override
    public MachineType<ResourceCommand, ResourceReply> type() {
        return type;
    }

    @Override
    public ResourceState initial(AggregateId id) {
        return new ResourceState();
    }

    @Override
    public Decision<ResourceEvent, ResourceReply> decide(ResourceState state, ResourceCommand command, Tick tick) {
        return switch (command) {
            case ResourceCommand.Create(String text) ->
                state.text == null ? put(state, text) : Decision.reply(new ResourceReply.Conflict());
            case ResourceCommand.Replace(String text, long version) ->
                state.text != null && state.version == version
                        ? put(state, text)
                        : Decision.reply(new ResourceReply.Conflict());
            case ResourceCommand.Delete() -> {
                long version = state.version + 1;
                yield state.text == null
                        ? Decision.reply(new ResourceReply.Absent(state.version))
                        : Decision.journal(new ResourceEvent.Deleted(version), new ResourceReply.Absent(version));
            }
            case ResourceCommand.Get() -> {
                String text = state.text;
                yield Decision.reply(
                        text == null
                                ? new ResourceReply.Absent(state.version)
                                : new ResourceReply.There(text, state.version));
            }
        };
    }

    private static Decision<ResourceEvent, ResourceReply> put(ResourceState state, String text) {
        long version = state.version + 1;
        return Decision.journal(new ResourceEvent.Put(text, version), new ResourceReply.There(text, version));
    }

    @Override
    public ResourceState evolve(ResourceState state, ResourceEvent event) {
        switch (event) {
            case ResourceEvent.Put(String text, long version) -> {
                state.text = text;
                state.version = version;
            }
            case ResourceEvent.Deleted(long version) -> {
                state.text = null;
                state.version = version;
            }
        }
        return state;
    }

    @Override
    public Codec<ResourceEvent> events() {
        return EVENTS;
    }

    @Override
    public Codec<ResourceState> states() {
        return STATES;
    }

    /** A name that ever existed is remembered for good: versions must go on. */
    @Override
    public boolean isVacant(ResourceState state) {
        return state.version == 0;
    }
}
