package io.penstock.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.settings.HttpSettings;
import io.penstock.server.settings.SettingsLoader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That connections of the edge look twice. */
@Timeout(60)
class SecondLookIT {

    @Test
    void every_connection_looks_twice() throws Exception {
        assertLooksTwice(null);
    }

    @Test
    void so_does_every_connection_of_an_edge_with_tls() throws Exception {
        assertLooksTwice(new SslContextFactory.Server());
    }

    private static void assertLooksTwice(SslContextFactory.@Nullable Server tls) throws Exception {
        HttpSettings settings = new SettingsLoader(Map.of()).load().http();
        Server server = new Server();
        ServerConnector connector = Connectors.connector(server, Connectors.configuration(settings), settings, tls);
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        connector.setPort(0);
        server.addConnector(connector);
        server.start();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            assertThat(client.isConnected()).isTrue();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(connector.getConnectedEndPoints())
                            .singleElement()
                            .isInstanceOf(SecondLook.class));
        } finally {
            server.stop();
        }
    }
}
