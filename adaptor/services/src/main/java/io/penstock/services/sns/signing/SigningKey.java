package io.penstock.services.sns.signing;

import io.penstock.kernel.machine.Codec;
import io.penstock.services.common.JsonRecords;

/**
 * A key. The catalog holds it as it is: who may read the cluster's topics can sign in its name.
 *
 * @param name the certificate's file, as in SigningCertURL
 * @param privateKey PKCS#8 in base64
 * @param certificate PEM
 */
public record SigningKey(String name, String privateKey, String certificate) {

    /** The kind in the catalog. */
    public static final String KIND = "sns.signing";

    /** The key's one entry. */
    public static final String CURRENT = "current";

    /** Bytes in the catalog. */
    public static final Codec<SigningKey> CODEC = JsonRecords.of(SigningKey.class);
}
