package io.penstock.server.edge;

import io.penstock.server.settings.HttpSettings;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** Makes connectors that speak every protocol of the edge. */
final class Connectors {

    private static final int BACKLOG = 1024;

    /** What is read from a connection at once: with Jetty's 8 KiB a batch of ten small messages takes two reads more. Connections that wait have none. */
    private static final int INPUT_BYTES = 32 << 10;

    /** As IANA registers it; Jetty's own name of the protocol is in capitals, and ALPN compares bytes. */
    private static final String ALPN_HTTP_1_1 = "http/1.1";

    private Connectors() {}

    /** Bounds and tolerance of HTTP, whatever its version. */
    static HttpConfiguration configuration(HttpSettings settings) {
        HttpConfiguration http = new HttpConfiguration();
        // AWS puts ARNs and names with encoded slashes into paths; the wire layer decodes them segment by segment.
        http.setUriCompliance(UriCompliance.UNSAFE);
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(settings.maxHeader().asInt());
        http.setIdleTimeout(settings.idleTimeout().toMillis());
        SecureRequestCustomizer secure = new SecureRequestCustomizer();
        // Clients reach us by names that no certificate of ours can list: service names of a compose file, addresses.
        secure.setSniHostCheck(false);
        http.addCustomizer(secure);
        return http;
    }

    /**
     * Cleartext and TLS are told apart by the first bytes. HTTP/2 is spoken after ALPN, after an Upgrade, and to a client that simply starts
     * with its preface, with TLS or without: the Kinesis client for Java does that.
     */
    static ServerConnector connector(
            Server server, HttpConfiguration http, HttpSettings settings, SslContextFactory.@Nullable Server tls) {
        HttpConnectionFactory http1 = new Http1(http, settings);
        HTTP2CServerConnectionFactory preface = new HTTP2CServerConnectionFactory(http);
        ServerConnector connector;
        if (tls == null) {
            connector = new Listener(server, http1, preface);
        } else {
            ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory("h2", ALPN_HTTP_1_1);
            alpn.setDefaultProtocol(http1.getProtocol());
            SslConnectionFactory ssl = new SslConnectionFactory(tls, alpn.getProtocol());
            connector = new Listener(
                    server,
                    new DetectorConnectionFactory(ssl),
                    http1,
                    preface,
                    alpn,
                    new HTTP2ServerConnectionFactory(http));
            connector.addBean(new HandshakeDeadline(connector, settings));
        }
        connector.setIdleTimeout(settings.idleTimeout().toMillis());
        connector.setAcceptQueueSize(BACKLOG);
        return connector;
    }

    private static final class Listener extends ServerConnector {

        private Listener(Server server, ConnectionFactory... factories) {
            super(server, factories);
        }

        @Override
        protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            SocketChannelEndPoint endPoint = new SecondLook(channel, selector, key, getScheduler());
            endPoint.setIdleTimeout(getIdleTimeout());
            return endPoint;
        }
    }

    private static final class Http1 extends HttpConnectionFactory {
        private final HttpSettings settings;

        private Http1(HttpConfiguration http, HttpSettings settings) {
            super(http);
            this.settings = settings;
            setInputBufferSize(INPUT_BYTES);
        }

        @Override
        public Connection newConnection(Connector connector, EndPoint endPoint) {
            return configure(
                    new EdgeConnection(getHttpConfiguration(), connector, endPoint, settings.headerTimeout()),
                    connector,
                    endPoint);
        }

        @Override
        public String toString() {
            return ConnectionFactory.class.getSimpleName() + getProtocols();
        }
    }

    /** Closes TLS connections whose handshake drags on; the idle timeout alone would let a client drip it for ever. */
    private record HandshakeDeadline(Connector connector, HttpSettings settings) implements Connection.Listener {

        @Override
        public void onOpened(Connection connection) {
            if (connection instanceof SslConnection tls) {
                connector
                        .getScheduler()
                        .schedule(() -> check(tls), settings.headerTimeout().toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        private static void check(SslConnection tls) {
            if (tls.getSSLEngine().getSession().getProtocol().equals("NONE")) {
                tls.getEndPoint().close();
            }
        }
    }
}
