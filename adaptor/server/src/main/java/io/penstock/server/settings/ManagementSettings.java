package io.penstock.server.settings;

/** The operators' port. */
public record ManagementSettings(
        @Setting(
                value = "8080",
                doc = "The port of `/metrics`, `/livez`, `/readyz` and `/startupz`. 0 takes a free one.")
        int port,

        @Setting(
                value = "localhost",
                doc =
                        "The address to listen on. Nothing checks who asks what is called how often and how the node is, so open it (`0.0.0.0`) only where probes and Prometheus need it; images do.")
        String host) {

    public ManagementSettings {
        Checks.port("management.port", port);
    }
}
