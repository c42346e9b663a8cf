package io.penstock.server.settings;

/** Which quotas hold: AWS's own, or only those that keep the process safe. */
public enum Limits {
    AWS,
    RELAXED
}
