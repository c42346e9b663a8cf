package io.penstock.streams.sns;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.streams.runtime.Definition;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * Signs what is delivered with the cluster's key.
 *
 * @param certificate the name under which the certificate is served
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html">Verifying the signatures of Amazon SNS messages</a>
 */
record Signer(PrivateKey key, String certificate) {

    /** The kind of the key in the catalog. */
    static final String KIND = "sns.signing";

    /** The key's one definition. */
    static final String CURRENT = "current";

    private static final ObjectMapper JSON = new ObjectMapper();

    static Signer parse(Definition definition) {
        try {
            JsonNode stored = JSON.readTree(definition.value());
            byte[] encoded =
                    Base64.getDecoder().decode(stored.path("privateKey").asText());
            PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return new Signer(key, stored.path("name").asText());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("not a key of this version: " + definition.key(), e);
        }
    }

    /** @param version 1 for SHA-1, 2 for SHA-256 */
    String sign(String text, int version) {
        try {
            Signature signature = Signature.getInstance(version == 2 ? "SHA256withRSA" : "SHA1withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK cannot sign by RSA", e);
        }
    }
}
