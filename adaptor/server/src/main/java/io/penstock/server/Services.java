package io.penstock.server;

import io.penstock.log.Cluster;
import io.penstock.server.settings.Settings;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireSettings;
import java.util.List;

/** The services of this node, one line each. */
final class Services {

    private Services() {}

    /** Makes the services and registers their machines; called before the cluster starts to own shards. */
    static List<ServiceDefinition> of(Settings settings, Cluster cluster, WireSettings wire) {
        return List.of();
    }
}
