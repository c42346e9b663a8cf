package io.penstock.services.scheduler;

import io.penstock.kernel.port.Machines;
import io.penstock.services.scheduler.bucket.BucketCompanion;
import io.penstock.services.scheduler.group.GroupCompanion;
import io.penstock.services.scheduler.invocation.InvocationMeters;
import io.penstock.services.scheduler.invocation.ServiceTargets;
import io.penstock.services.scheduler.invocation.TargetRules;
import io.penstock.services.scheduler.invocation.Targets;
import io.penstock.services.scheduler.op.Environment;
import io.penstock.services.scheduler.op.Operations;
import io.penstock.services.scheduler.rules.SchedulerFaults;
import io.penstock.services.scheduler.rules.SchedulerLimits;
import io.penstock.wire.CallRates;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.inprocess.JsonCalls;
import io.penstock.wire.model.ServiceModel;
import java.time.InstantSource;

/**
 * EventBridge Scheduler: registers its aggregates with the host and serves its operations. Create it on every node before the host of the machines starts.
 */
public final class Scheduler {

    private final Environment environment;

    private final InvocationMeters meters;

    private Scheduler(Environment environment, InvocationMeters meters) {
        this.environment = environment;
        this.meters = meters;
    }

    /**
     * Makes the service and registers its machines.
     *
     * @param calls the services that schedules may invoke
     */
    public static Scheduler create(Machines machines, JsonCalls calls, SchedulerLimits limits, InstantSource clock) {
        return create(machines, calls, limits, clock, new ServiceTargets(calls));
    }

    /** As {@link #create(Machines, JsonCalls, SchedulerLimits, InstantSource)}, with targets of the caller's choice. */
    static Scheduler create(
            Machines machines, JsonCalls calls, SchedulerLimits limits, InstantSource clock, Targets targets) {
        InvocationMeters meters = new InvocationMeters();
        BucketCompanion.register(machines, new BucketCompanion.World(targets, meters, clock));
        GroupCompanion.register(machines, limits);
        CallRates rates = new CallRates(limits.rates(), clock, (operation, call) -> SchedulerFaults.throttled());
        return new Scheduler(new Environment(machines, new TargetRules(calls), rates), meters);
    }

    /** What became of occurrences on this node. */
    public InvocationMeters meters() {
        return meters;
    }

    /** The operations: all of the API. */
    public ServiceDefinition definition() {
        return Operations.on(ServiceDefinition.of(ServiceModel.load("scheduler")), environment);
    }
}
