package io.penstock.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS beside cleartext on one port. */
class TlsIT {

    @TempDir
    Path data;

    private EdgeFixture edge(Map<String, String> settings) {
        return new EdgeFixture(data, settings, (exchange, next) -> EdgeFixture.echo(exchange));
    }

    private static HttpResponse<String> get(EdgeFixture edge, String scheme, HttpClient.Version version)
            throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .version(version)
                .sslContext(TrustAll.context())
                .build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + edge.port() + "/x"))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void one_port_speaks_cleartext_and_tls_in_both_versions_of_http() throws Exception {
        try (EdgeFixture edge = edge(Map.of())) {
            HttpResponse<String> plain = get(edge, "http", HttpClient.Version.HTTP_1_1);
            HttpResponse<String> secure = get(edge, "https", HttpClient.Version.HTTP_1_1);
            HttpResponse<String> secureTwo = get(edge, "https", HttpClient.Version.HTTP_2);

            assertThat(plain.body()).startsWith("GET http localhost");
            assertThat(secure.body()).startsWith("GET https localhost");
            assertThat(secureTwo.body()).startsWith("GET https localhost");
            assertThat(secureTwo.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
    }

    @Test
    void the_preface_of_http_2_is_understood_over_tls_without_alpn() throws Exception {
        try (EdgeFixture edge = edge(Map.of());
                SSLSocket socket =
                        (SSLSocket) TrustAll.context().getSocketFactory().createSocket("localhost", edge.port())) {
            socket.setSoTimeout(10_000);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[0]);
            socket.setSSLParameters(parameters);
            socket.getOutputStream().write(Frames.PREFACE);
            socket.getOutputStream().flush();

            assertThat(Frames.readType(socket)).isEqualTo(Frames.SETTINGS);
        }
    }

    /** What OpenSSL's and Python's clients of HTTP/1.1 do; Java's offers nothing. */
    @Test
    void a_client_that_offers_nothing_but_http_1_1_gets_it() throws Exception {
        try (EdgeFixture edge = edge(Map.of());
                SSLSocket socket =
                        (SSLSocket) TrustAll.context().getSocketFactory().createSocket("localhost", edge.port())) {
            socket.setSoTimeout(10_000);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();

            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
            socket.getOutputStream()
                    .write("GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void the_generated_certificate_is_kept_and_only_its_owner_reads_the_key() throws Exception {
        byte[] first;
        try (EdgeFixture edge = edge(Map.of())) {
            first = certificate(edge);
        }
        Path key = data.resolve("tls/edge.p12");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(data.resolve("tls/certificate.pem")).content().startsWith("-----BEGIN CERTIFICATE-----");
        try (EdgeFixture edge = edge(Map.of())) {
            assertThat(certificate(edge)).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    void who_trusts_the_generated_certificate_may_check_the_name_of_the_host(String host) throws Exception {
        try (EdgeFixture edge = edge(Map.of())) {
            certificate(edge);
            try (HttpClient client = HttpClient.newBuilder()
                    .sslContext(trustIn(data.resolve("tls/certificate.pem")))
                    .build()) {
                URI uri = URI.create("https://" + host + ":" + edge.port() + "/x");
                assertThat(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    private static SSLContext trustIn(Path certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "edge", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void no_certificate_is_made_while_nobody_speaks_tls() throws Exception {
        try (EdgeFixture edge = edge(Map.of())) {
            get(edge, "http", HttpClient.Version.HTTP_1_1);

            assertThat(data.resolve("tls")).doesNotExist();
        }
    }

    @Test
    void a_certificate_is_taken_from_pem_files_and_from_a_pkcs12_store() throws Exception {
        byte[] made;
        try (EdgeFixture edge = edge(Map.of())) {
            made = certificate(edge);
        }
        Path store = data.resolve("tls/edge.p12");
        Path key = writeKey(store);

        try (EdgeFixture edge = edge(
                Map.of("tls.certificate", data.resolve("tls/certificate.pem").toString(), "tls.key", key.toString()))) {
            assertThat(certificate(edge)).isEqualTo(made);
        }
        try (EdgeFixture edge = edge(Map.of("tls.keystore", store.toString(), "tls.keystore-password", "penstock"))) {
            assertThat(certificate(edge)).isEqualTo(made);
        }
    }

    private Path writeKey(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance(store.toFile(), "penstock".toCharArray());
        byte[] encoded = keys.getKey("edge", "penstock".toCharArray()).getEncoded();
        return Files.writeString(
                data.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(encoded)
                        + "\n-----END PRIVATE KEY-----\n");
    }

    private static byte[] certificate(EdgeFixture edge) throws Exception {
        try (SSLSocket socket =
                (SSLSocket) TrustAll.context().getSocketFactory().createSocket("localhost", edge.port())) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0].getEncoded();
        } catch (IOException e) {
            throw new AssertionError("no handshake", e);
        }
    }
}
