package io.penstock.services.sns.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;

/** Makes RSA keys with self-signed certificates (X.509 version 3, in DER by hand: the JDK reads certificates and writes none). */
final class Certificates {

    private static final int BITS = 2048;
    private static final Duration VALID = Duration.ofDays(3650);
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTF8_STRING = 0x0C;
    private static final int TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int VERSION_TAG = 0xA0;

    /** sha256WithRSAEncryption, with its parameter NULL. */
    private static final byte[] ALGORITHM = HexFormat.of().parseHex("300d06092a864886f70d01010b0500");

    /** The attribute type commonName. */
    private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");

    private Certificates() {}

    static SigningKey make(Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            KeyPair pair = generator.generateKeyPair();
            byte[] certificate = certificate(pair, now);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate);
            String name = "SimpleNotificationService-" + HexFormat.of().formatHex(digest, 0, 16) + ".pem";
            return new SigningKey(
                    name, Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()), pem(certificate));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    private static byte[] certificate(KeyPair pair, Instant now) throws GeneralSecurityException {
        byte[] name = der(
                SEQUENCE,
                der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, "sns.amazonaws.com".getBytes(US_ASCII)))));
        byte[] validity = der(SEQUENCE, time(now.minus(Duration.ofDays(1))), time(now.plus(VALID)));
        byte[] content = der(
                SEQUENCE,
                der(VERSION_TAG, der(INTEGER, new byte[] {2})),
                der(INTEGER, BigInteger.valueOf(now.toEpochMilli()).toByteArray()),
                ALGORITHM,
                name,
                validity,
                name,
                pair.getPublic().getEncoded());
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(pair.getPrivate());
        signature.update(content);
        return der(SEQUENCE, content, ALGORITHM, der(BIT_STRING, new byte[1], signature.sign()));
    }

    private static byte[] time(Instant instant) {
        return der(TIME, UTC_TIME.format(instant).getBytes(US_ASCII));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.write(tag);
        if (length < 0x80) {
            value.write(length);
        } else {
            byte[] bytes = BigInteger.valueOf(length).toByteArray();
            int skipped = bytes[0] == 0 ? 1 : 0;
            value.write(0x80 | (bytes.length - skipped));
            value.write(bytes, skipped, bytes.length - skipped);
        }
        value.writeBytes(content.toByteArray());
        return value.toByteArray();
    }

    private static String pem(byte[] encoded) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(encoded);
        return "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n";
    }
}
