package io.penstock.services.events.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.services.common.JsonRecords;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what is secret of connections: each with a key of its own (AES-256-GCM), and that with the operator's key (AES-256-GCM). Both are bound to the connection, so what is
 * one connection's cannot be given to another. What an older key of the operator has encrypted can be read as long as that key is among the keys. Thread-safe.
 */
public final class Secrets {

    /** Of keys. */
    public static final int KEY_BYTES = 32;

    private static final String FORM = "1:";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int TAG_BYTES = TAG_BITS / 8;
    private static final int ID_BYTES = 8;

    private final Supplier<List<byte[]>> keys;
    private final SecureRandom random;

    /** @param keys the operator's: the first one encrypts, all decrypt; empty when none is set */
    public Secrets(Supplier<List<byte[]>> keys, SecureRandom random) {
        this.keys = keys;
        this.random = random;
    }

    /** Whether there is a key. */
    public boolean isAvailable() {
        return !keys.get().isEmpty();
    }

    /** Encrypts. */
    public String seal(String arn, Auth auth) {
        byte[] operator = keys.get().getFirst();
        byte[] own = new byte[KEY_BYTES];
        random.nextBytes(own);
        byte[] wrapped = encrypt(operator, own, arn);
        byte[] sealed = encrypt(own, JsonRecords.of(Auth.class).encode(auth), arn);
        ByteBuffer all = ByteBuffer.allocate(ID_BYTES + wrapped.length + sealed.length);
        all.put(id(operator)).put(wrapped).put(sealed);
        return FORM + Base64.getEncoder().encodeToString(all.array());
    }

    /** Decrypts; empty when none of the keys is the one that it was encrypted with. */
    public Optional<Auth> open(String arn, String text) {
        if (!text.startsWith(FORM)) {
            throw new IllegalStateException("secrets of an unknown form");
        }
        ByteBuffer all = ByteBuffer.wrap(Base64.getDecoder().decode(text.substring(FORM.length())));
        byte[] id = new byte[ID_BYTES];
        byte[] wrapped = new byte[NONCE_BYTES + KEY_BYTES + TAG_BYTES];
        all.get(id).get(wrapped);
        byte[] sealed = new byte[all.remaining()];
        all.get(sealed);
        return keys.get().stream()
                .filter(key -> Arrays.equals(id(key), id))
                .findFirst()
                .map(key -> JsonRecords.of(Auth.class).decode(decrypt(decrypt(key, wrapped, arn), sealed, arn)));
    }

    private static byte[] id(byte[] key) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(key), ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    private byte[] encrypt(byte[] key, byte[] plain, String arn) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] encrypted = run(Cipher.ENCRYPT_MODE, key, nonce, plain, arn);
        return ByteBuffer.allocate(nonce.length + encrypted.length)
                .put(nonce)
                .put(encrypted)
                .array();
    }

    private static byte[] decrypt(byte[] key, byte[] encrypted, String arn) {
        byte[] nonce = Arrays.copyOf(encrypted, NONCE_BYTES);
        return run(Cipher.DECRYPT_MODE, key, nonce, Arrays.copyOfRange(encrypted, NONCE_BYTES, encrypted.length), arn);
    }

    private static byte[] run(int mode, byte[] key, byte[] nonce, byte[] input, String arn) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(arn.getBytes(UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("secrets of " + arn + " are not what they were", e);
        }
    }
}
