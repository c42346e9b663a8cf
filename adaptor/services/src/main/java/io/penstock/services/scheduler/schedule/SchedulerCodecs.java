package io.penstock.services.scheduler.schedule;

import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.MachineType;
import io.penstock.services.common.JsonRecords;

/** How schedules and their groups are kept. */
public final class SchedulerCodecs {

    /** The face of buckets. */
    public static final MachineType<BucketCommand, BucketReply> BUCKETS = new MachineType<>(
            "scheduler.bucket", JsonRecords.sealed(BucketCommand.class), JsonRecords.sealed(BucketReply.class));

    /** The face of the groups of an account. */
    public static final MachineType<GroupCommand, GroupReply> GROUPS = new MachineType<>(
            "scheduler.groups", JsonRecords.sealed(GroupCommand.class), JsonRecords.sealed(GroupReply.class));

    /** Schedules as buckets keep them in memory and in snapshots. */
    public static final Codec<ScheduleDefinition> SCHEDULES = JsonRecords.of(ScheduleDefinition.class);

    private SchedulerCodecs() {}
}
