package io.penstock.server.settings;

/** The topologies that fan out SNS and route EventBridge. */
public record StreamsSettings(
        @Setting(
                value = "true",
                doc =
                        "Whether this server takes part in fanning out what is published to SNS and put to EventBridge. `false` leaves it to"
                                + " other servers and to processes of its own; while there are none, it waits.")
        boolean enabled) {}
