package io.penstock.server.edge;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key with a self-signed certificate, kept in a directory. Made when a client first speaks TLS: most processes never need it.
 */
final class SelfSignedKeyManager extends X509ExtendedKeyManager {

    private static final Logger LOG = LoggerFactory.getLogger(SelfSignedKeyManager.class);
    private static final String STORE = "edge.p12";
    private static final String ALIAS = "edge";

    /** No secret: who can read the file has the key. PKCS#12 wants a password of six characters. */
    private static final String PASSWORD = "penstock";

    private final Path directory;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable X509ExtendedKeyManager keys;

    /** @param directory made when needed; holds the key, readable by the owner alone, and the certificate for clients to trust */
    SelfSignedKeyManager(Path directory) {
        this.directory = directory;
    }

    private @Nullable X509ExtendedKeyManager keys() {
        X509ExtendedKeyManager made = keys;
        if (made != null) {
            return made;
        }
        lock.lock();
        try {
            if (keys == null) {
                keys = load();
            }
            return keys;
        } catch (IOException | GeneralSecurityException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("directory", directory)
                    .log("there is no certificate, TLS clients are refused");
            return null;
        } finally {
            lock.unlock();
        }
    }

    private X509ExtendedKeyManager load() throws IOException, GeneralSecurityException {
        Path file = directory.resolve(STORE);
        if (!Files.exists(file)) {
            generate(file);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        Path certificate = directory.resolve("certificate.pem");
        if (!Files.exists(certificate)) {
            Files.writeString(certificate, pem(store.getCertificate(ALIAS).getEncoded()));
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, PASSWORD.toCharArray());
        return Arrays.stream(factory.getKeyManagers())
                .filter(X509ExtendedKeyManager.class::isInstance)
                .map(X509ExtendedKeyManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no key manager for " + file));
    }

    /** In a directory of its own first: the file appears whole or not at all, and only the owner could ever read it. */
    private void generate(Path file) throws IOException, GeneralSecurityException {
        Files.createDirectories(directory);
        Path workshop = Files.createTempDirectory(directory, "new");
        try {
            Path fresh = workshop.resolve(STORE);
            write(SelfSignedCertificate.make(), fresh);
            restrict(fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            LOG.atInfo().addKeyValue("directory", directory).log("a self-signed certificate was made");
        } finally {
            try (Stream<Path> left = Files.list(workshop)) {
                left.forEach(SelfSignedKeyManager::delete);
            }
            delete(workshop);
        }
    }

    private static void write(SelfSignedCertificate made, Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(ALIAS, made.key(), PASSWORD.toCharArray(), new Certificate[] {made.certificate()});
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    private static void restrict(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pem(byte[] encoded) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(encoded);
        return "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n";
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        X509ExtendedKeyManager made = keys();
        return made == null ? null : made.chooseEngineServerAlias(keyType, issuers, engine);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        X509ExtendedKeyManager made = keys();
        return made == null ? null : made.getServerAliases(keyType, issuers);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        X509ExtendedKeyManager made = keys();
        return made == null ? null : made.chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        X509ExtendedKeyManager made = keys();
        return made == null ? null : made.getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        X509ExtendedKeyManager made = keys();
        return made == null ? null : made.getPrivateKey(alias);
    }

    /** Null: the server's key authenticates no client. */
    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    /** Null: the server's key authenticates no client. */
    @Override
    public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
