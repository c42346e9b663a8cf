package io.penstock.server.edge;

import io.penstock.server.settings.SettingsException;
import io.penstock.server.settings.TlsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** Makes the TLS context: a configured certificate, or one of our own that is made when a client first asks for it. */
final class Tls {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    /** Protects nothing: the store lives in memory. JSSE insists on one. */
    private static final char[] IN_MEMORY = "in-memory".toCharArray();

    private Tls() {}

    /**
     * @throws SettingsException when the configured certificate cannot be used
     */
    static SslContextFactory.Server context(TlsSettings settings, Path dataDir) {
        if (settings.keystore().isPresent()) {
            return of(
                    keystore(
                            settings.keystore().get(),
                            settings.keystorePassword().orElse("")),
                    settings.keystorePassword().orElse("").toCharArray());
        }
        if (settings.certificate().isPresent() && settings.key().isPresent()) {
            return of(pem(settings.certificate().get(), settings.key().get()), IN_MEMORY);
        }
        return new SelfSigned(new SelfSignedKeyManager(dataDir.resolve("tls")));
    }

    private static SslContextFactory.Server of(KeyStore store, char[] password) {
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStore(store);
        context.setKeyStorePassword(new String(password));
        return context;
    }

    private static KeyStore keystore(Path file, String password) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new SettingsException("tls.keystore: " + file + " cannot be opened: " + e.getMessage(), e);
        }
    }

    static KeyStore pem(Path certificateFile, Path keyFile) {
        try (InputStream in = Files.newInputStream(certificateFile)) {
            Collection<? extends Certificate> chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (chain.isEmpty()) {
                throw new SettingsException("tls.certificate: " + certificateFile + " holds no certificate");
            }
            KeyStore store = empty();
            store.setKeyEntry("edge", key(keyFile), IN_MEMORY, chain.toArray(Certificate[]::new));
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new SettingsException(
                    "tls.certificate: " + certificateFile + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        Matcher matcher = KEY.matcher(Files.readString(file));
        if (!matcher.find()) {
            throw new SettingsException(
                    "tls.key: " + file
                            + " holds no unencrypted PKCS#8 key; convert it with: openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY8");
        }
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
        for (String algorithm : ALGORITHMS) {
            Optional<PrivateKey> key = key(algorithm, spec);
            if (key.isPresent()) {
                return key.get();
            }
        }
        throw new SettingsException("tls.key: " + file + " is none of " + ALGORITHMS);
    }

    private static KeyStore empty() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no PKCS#12 stores", e);
        }
    }

    /** The encoding names its algorithm, and only that algorithm's factory accepts it. */
    private static Optional<PrivateKey> key(String algorithm, PKCS8EncodedKeySpec spec)
            throws GeneralSecurityException {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(spec));
        } catch (InvalidKeySpecException e) {
            return Optional.empty();
        }
    }

    /** A context whose key is made on the first handshake. */
    private static final class SelfSigned extends SslContextFactory.Server {
        private final SelfSignedKeyManager keys;

        private SelfSigned(SelfSignedKeyManager keys) {
            this.keys = keys;
            // Without any store Jetty does not ask for key managers at all.
            setKeyStore(empty());
        }

        @Override
        protected KeyManager[] getKeyManagers(@Nullable KeyStore store) {
            return new KeyManager[] {keys};
        }
    }
}
