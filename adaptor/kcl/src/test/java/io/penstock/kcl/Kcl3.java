package io.penstock.kcl;

import software.amazon.kinesis.leases.LeaseManagementConfig;

/** Settings that KCL 2 does not have. Touched only where {@link #isHere}. */
final class Kcl3 {

    private static final long ASSIGN_EVERY_MILLIS = 1_000;

    private Kcl3() {}

    /** Whether this JVM runs KCL 3. */
    static boolean isHere() {
        return LeaseManagementConfig.class.getResource(
                        "LeaseManagementConfig$WorkerUtilizationAwareAssignmentConfig.class")
                != null;
    }

    static void tune(LeaseManagementConfig leases) {
        leases.leaseAssignmentIntervalMillis(ASSIGN_EVERY_MILLIS)
                .dynamoDbLockBasedLeaderHeartbeatPeriodInMillis(ASSIGN_EVERY_MILLIS)
                .dynamoDbLockBasedLeaderLeaseDurationInMillis(KclApplication.FAILOVER_MILLIS)
                .workerUtilizationAwareAssignmentConfig()
                .workerMetricsReporterFreqInMillis(ASSIGN_EVERY_MILLIS)
                .varianceBalancingFrequency(1);
    }
}
