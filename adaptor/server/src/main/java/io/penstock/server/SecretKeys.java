package io.penstock.server;

import io.penstock.server.settings.Settings;
import io.penstock.server.settings.SettingsException;
import io.penstock.services.events.connection.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The operator's keys for secrets: from the settings or, with the embedded broker and without a setting, from a file that only its owner reads, made when it is first asked for. Thread-safe. */
final class SecretKeys implements Supplier<List<byte[]>> {

    private static final String FILE = "secrets.key";

    private final List<byte[]> configured;
    private final @Nullable Path file;
    private final SecureRandom random;
    private byte @Nullable [] kept;

    private SecretKeys(List<byte[]> configured, @Nullable Path file, SecureRandom random) {
        this.configured = configured;
        this.file = file;
        this.random = random;
    }

    /** @throws SettingsException for what is no key */
    static SecretKeys of(Settings settings, SecureRandom random) {
        List<byte[]> configured = new ArrayList<>();
        settings.events().secretKey().ifPresent(key -> configured.add(parsed("events.secret-key", key)));
        for (String each : settings.events().oldSecretKeys().orElse("").split(",", -1)) {
            if (!each.isBlank()) {
                configured.add(parsed("events.old-secret-keys", each));
            }
        }
        boolean own = settings.bootstrapServers().isEmpty()
                && settings.events().secretKey().isEmpty();
        return new SecretKeys(List.copyOf(configured), own ? settings.dataDir().resolve(FILE) : null, random);
    }

    private static byte[] parsed(String setting, String text) {
        try {
            byte[] key = Base64.getDecoder().decode(text.strip());
            if (key.length == Secrets.KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // As any other text that is none.
        }
        throw new SettingsException(setting + " is " + Secrets.KEY_BYTES + " bytes in base64");
    }

    @Override
    public List<byte[]> get() {
        if (file == null) {
            return configured;
        }
        List<byte[]> all = new ArrayList<>();
        all.add(own(file));
        all.addAll(configured);
        return all;
    }

    private synchronized byte[] own(Path path) {
        if (kept == null) {
            kept = read(path);
        }
        return kept;
    }

    private byte[] read(Path path) {
        try {
            if (!Files.exists(path)) {
                byte[] key = new byte[Secrets.KEY_BYTES];
                random.nextBytes(key);
                Path whole = Files.createTempFile(
                        path.toAbsolutePath().getParent(),
                        FILE,
                        null,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(
                        whole,
                        Base64.getEncoder().encodeToString(key),
                        StandardOpenOption.WRITE,
                        StandardOpenOption.SYNC);
                publish(whole, path);
            }
            return parsed(path.toString(), Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException("the key in " + path + " cannot be used", e);
        }
    }

    /** Whole or not at all, and never in the place of another. */
    private static void publish(Path whole, Path path) throws IOException {
        try {
            Files.createLink(path, whole);
        } catch (FileAlreadyExistsException e) {
            // Somebody was faster: that key counts.
        } finally {
            Files.delete(whole);
        }
    }
}
