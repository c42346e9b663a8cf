package io.penstock.server.edge;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * A fresh key with a certificate that it has signed itself. The certificate is written here byte by byte: the JDK makes one only in a process of its own, {@code keytool},
 * which takes seconds on a busy machine, longer than clients wait for a handshake.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5280#section-4.1">RFC 5280, 4.1</a>
 */
record SelfSignedCertificate(PrivateKey key, X509Certificate certificate) {

    private static final X500Principal NAME = new X500Principal("CN=localhost, O=Penstock");
    private static final List<String> HOSTS = List.of(
            "localhost",
            "*.localhost",
            "localhost.localstack.cloud",
            "*.localhost.localstack.cloud",
            "*.us-east-1.localhost.localstack.cloud",
            "*.queue.localhost.localstack.cloud");
    private static final byte[] IPV4_LOOPBACK = {127, 0, 0, 1};
    private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    /** It is kept for ever, so it is valid until the last year that the short form of a date can say. */
    private static final String FROM = "260101000000Z";

    private static final String UNTIL = "491231235959Z";

    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int DNS_NAME = 0x82;
    private static final int IP_ADDRESS = 0x87;
    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;

    private static final byte[] ECDSA_WITH_SHA256 = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2};
    private static final byte[] SUBJECT_KEY_IDENTIFIER = {0x55, 0x1d, 14};
    private static final byte[] SUBJECT_ALTERNATIVE_NAME = {0x55, 0x1d, 17};
    private static final byte[] EXTENDED_KEY_USAGE = {0x55, 0x1d, 37};
    private static final byte[] SERVER_AUTHENTICATION = {0x2b, 6, 1, 5, 5, 7, 3, 1};

    static SelfSignedCertificate make() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        byte[] algorithm = der(SEQUENCE, der(OBJECT_IDENTIFIER, ECDSA_WITH_SHA256));
        byte[] content = content(pair.getPublic().getEncoded(), algorithm);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(content);
        byte[] whole = der(SEQUENCE, content, algorithm, der(BIT_STRING, new byte[1], signature.sign()));
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
        return new SelfSignedCertificate(pair.getPrivate(), certificate);
    }

    private static byte[] content(byte[] publicKey, byte[] algorithm) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-1").digest(publicKey);
        byte[] version3 = der(VERSION, der(INTEGER, new byte[] {2}));
        // Positive, not longer than 20 bytes, and another one for each key.
        byte[] serial =
                der(INTEGER, new BigInteger(1, digest).shiftRight(1).setBit(0).toByteArray());
        byte[] validity = der(SEQUENCE, der(UTC_TIME, ascii(FROM)), der(UTC_TIME, ascii(UNTIL)));
        byte[] extensions = der(
                SEQUENCE,
                extension(SUBJECT_KEY_IDENTIFIER, der(OCTET_STRING, digest)),
                extension(EXTENDED_KEY_USAGE, der(SEQUENCE, der(OBJECT_IDENTIFIER, SERVER_AUTHENTICATION))),
                extension(SUBJECT_ALTERNATIVE_NAME, names()));
        return der(
                SEQUENCE,
                version3,
                serial,
                algorithm,
                NAME.getEncoded(),
                validity,
                NAME.getEncoded(),
                publicKey,
                der(EXTENSIONS, extensions));
    }

    private static byte[] names() {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        for (String host : HOSTS) {
            names.writeBytes(der(DNS_NAME, ascii(host)));
        }
        names.writeBytes(der(IP_ADDRESS, IPV4_LOOPBACK));
        names.writeBytes(der(IP_ADDRESS, IPV6_LOOPBACK));
        return der(SEQUENCE, names.toByteArray());
    }

    private static byte[] extension(byte[] identifier, byte[] value) {
        return der(SEQUENCE, der(OBJECT_IDENTIFIER, identifier), der(OCTET_STRING, value));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A tag, a length of up to 64 KiB, and contents. */
    private static byte[] der(int tag, byte[]... contents) {
        int length = 0;
        for (byte[] each : contents) {
            length += each.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
        out.write(tag);
        if (length > 0xff) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length > 0x7f) {
            out.write(0x81);
        }
        out.write(length);
        for (byte[] each : contents) {
            out.writeBytes(each);
        }
        return out.toByteArray();
    }
}
