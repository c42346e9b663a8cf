package io.penstock.services.scheduler.group;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.common.JsonRecords;
import io.penstock.services.scheduler.rules.SchedulerFaults;
import io.penstock.services.scheduler.rules.SchedulerLimits;
import io.penstock.services.scheduler.schedule.GroupCommand;
import io.penstock.services.scheduler.schedule.GroupDefinition;
import io.penstock.services.scheduler.schedule.GroupReply;
import io.penstock.services.scheduler.schedule.SchedulePlace;
import io.penstock.services.scheduler.schedule.SchedulerCodecs;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The behaviour of the groups of an account in a Region. */
final class GroupMachine implements Machine<GroupState, GroupCommand, GroupEvent, GroupReply> {

    private static final Codec<GroupEvent> EVENTS = JsonRecords.sealed(GroupEvent.class);
    private static final Codec<GroupState> STATES = JsonRecords.of(GroupState.class);
    private static final int TAGS = 200;

    private static final GroupDefinition DEFAULT = new GroupDefinition(
            SchedulePlace.DEFAULT_GROUP, SchedulePlace.DEFAULT_GROUP, false, 0, 0, null, new TreeMap<>());

    private final SchedulerLimits limits;

    GroupMachine(SchedulerLimits limits) {
        this.limits = limits;
    }

    @Override
    public MachineType<GroupCommand, GroupReply> type() {
        return SchedulerCodecs.GROUPS;
    }

    @Override
    public GroupState initial(AggregateId id) {
        return new GroupState(new TreeMap<>());
    }

    @Override
    public Decision<GroupEvent, GroupReply> decide(GroupState state, GroupCommand command, Tick tick) {
        return switch (command) {
            case GroupCommand.Create create -> create(state, create, tick);
            case GroupCommand.Get(String name) -> Decision.reply(new GroupReply.Known(group(state, name)));
            case GroupCommand.Page page -> Decision.reply(new GroupReply.Listed(page(state, page)));
            case GroupCommand.Delete delete -> delete(state, delete, tick);
            case GroupCommand.Emptied(String name, String id) -> emptied(state, name, id);
            case GroupCommand.Tag(String name, SortedMap<String, String> tags) -> {
                SortedMap<String, String> all = new TreeMap<>(group(state, name).tags());
                all.putAll(tags);
                if (all.size() > TAGS) {
                    throw SchedulerFaults.quota("A schedule group has at most " + TAGS + " tags.");
                }
                yield tagged(group(state, name), all, tick);
            }
            case GroupCommand.Untag(String name, List<String> keys) -> {
                SortedMap<String, String> rest =
                        new TreeMap<>(group(state, name).tags());
                rest.keySet().removeAll(keys);
                yield tagged(group(state, name), rest, tick);
            }
        };
    }

    private Decision<GroupEvent, GroupReply> create(GroupState state, GroupCommand.Create create, Tick tick) {
        GroupDefinition there = find(state, create.name());
        if (there != null) {
            boolean repeated = create.token() != null
                    && create.token().equals(there.token())
                    && create.tags().equals(there.tags())
                    && !there.deleting();
            if (repeated) {
                return Decision.reply(new GroupReply.Known(there));
            }
            throw SchedulerFaults.conflict("Schedule group " + create.name() + " already exists.");
        }
        if (made(state) >= limits.groups()) {
            throw SchedulerFaults.quota("The account has reached its quota of schedule groups: " + limits.groups());
        }
        long now = tick.now().toEpochMilli();
        String id = HexFormat.of().toHexDigits(tick.random().nextLong());
        GroupDefinition made =
                new GroupDefinition(create.name(), id, false, now, now, create.token(), new TreeMap<>(create.tags()));
        return Decision.journal(new GroupEvent.Changed(made), new GroupReply.Known(made));
    }

    /** The default group, which is kept when somebody has tagged it, does not count. */
    private static int made(GroupState state) {
        int kept = state.groups().size();
        return state.groups().containsKey(SchedulePlace.DEFAULT_GROUP) ? kept - 1 : kept;
    }

    private static @Nullable GroupDefinition find(GroupState state, String name) {
        GroupDefinition stored = state.groups().get(name);
        return stored == null && name.equals(SchedulePlace.DEFAULT_GROUP) ? DEFAULT : stored;
    }

    private static GroupDefinition group(GroupState state, String name) {
        GroupDefinition group = find(state, name);
        if (group == null) {
            throw SchedulerFaults.noGroup(name);
        }
        return group;
    }

    private static List<GroupDefinition> page(GroupState state, GroupCommand.Page page) {
        SortedMap<String, GroupDefinition> all = new TreeMap<>(state.groups());
        all.putIfAbsent(SchedulePlace.DEFAULT_GROUP, DEFAULT);
        return all.values().stream()
                .filter(group -> group.name().compareTo(page.after()) > 0)
                .filter(group -> group.name().startsWith(page.prefix()))
                .limit(page.limit())
                .toList();
    }

    private static Decision<GroupEvent, GroupReply> delete(GroupState state, GroupCommand.Delete delete, Tick tick) {
        if (delete.name().equals(SchedulePlace.DEFAULT_GROUP)) {
            throw SchedulerFaults.validation("The default schedule group cannot be deleted.");
        }
        GroupDefinition there = group(state, delete.name());
        if (there.deleting()) {
            return Decision.reply(new GroupReply.Known(there));
        }
        GroupDefinition going = new GroupDefinition(
                there.name(),
                there.id(),
                true,
                there.createdMillis(),
                tick.now().toEpochMilli(),
                there.token(),
                there.tags());
        return Decision.journal(new GroupEvent.Changed(going), new GroupReply.Known(going));
    }

    private static Decision<GroupEvent, GroupReply> emptied(GroupState state, String name, String id) {
        GroupDefinition there = state.groups().get(name);
        return there != null && there.deleting() && there.id().equals(id)
                ? Decision.journal(new GroupEvent.Gone(name), new GroupReply.Noted())
                : Decision.reply(new GroupReply.Noted());
    }

    private static Decision<GroupEvent, GroupReply> tagged(
            GroupDefinition group, SortedMap<String, String> tags, Tick tick) {
        if (group.deleting()) {
            throw SchedulerFaults.conflict("Schedule group " + group.name() + " is being deleted.");
        }
        long now = tick.now().toEpochMilli();
        long created = group.createdMillis() == 0 ? now : group.createdMillis();
        GroupDefinition changed =
                new GroupDefinition(group.name(), group.id(), false, created, now, group.token(), tags);
        return Decision.journal(new GroupEvent.Changed(changed), new GroupReply.Known(changed));
    }

    @Override
    public GroupState evolve(GroupState state, GroupEvent event) {
        SortedMap<String, GroupDefinition> groups = new TreeMap<>(state.groups());
        switch (event) {
            case GroupEvent.Changed(GroupDefinition group) -> groups.put(group.name(), group);
            case GroupEvent.Gone(String name) -> groups.remove(name);
        }
        return new GroupState(groups);
    }

    @Override
    public Codec<GroupEvent> events() {
        return EVENTS;
    }

    @Override
    public Codec<GroupState> states() {
        return STATES;
    }

    @Override
    public boolean isVacant(GroupState state) {
        return state.groups().isEmpty();
    }
}
