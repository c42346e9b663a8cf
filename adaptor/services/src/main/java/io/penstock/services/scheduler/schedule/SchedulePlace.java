package io.penstock.services.scheduler.schedule;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Arn;
import io.penstock.kernel.name.Region;

/** Where a schedule is. Names and groups are 1 to 64 of {@code [0-9a-zA-Z-_.]}. */
public record SchedulePlace(String account, String region, String group, String name) {

    /** The group of schedules that name none; it is always there. */
    public static final String DEFAULT_GROUP = "default";

    /** Buckets of an account in a Region. Never change it: where a schedule is kept depends on it. */
    public static final int BUCKETS = 64;

    public static SchedulePlace of(AccountId account, Region region, String group, String name) {
        return new SchedulePlace(account.value(), region.value(), group, name);
    }

    /** The ARN of the schedule. */
    public String arn() {
        return Arn.of("scheduler", new Region(region), new AccountId(account), "schedule/" + key())
                .toString();
    }

    /** What names it within its account and Region. */
    public String key() {
        return group + "/" + name;
    }

    /** The bucket that keeps it. */
    public AggregateId bucket() {
        // The same stable hash that finds the shard of an aggregate.
        return bucket(account, region, new AggregateId(key()).shard(BUCKETS));
    }

    /** A bucket by its number. */
    public static AggregateId bucket(String account, String region, int number) {
        return new AggregateId("scheduler:" + region + ":" + account + ":" + number);
    }

    /** The aggregate of the groups of an account in a Region. */
    public static AggregateId groups(String account, String region) {
        return new AggregateId("scheduler:" + region + ":" + account);
    }
}
