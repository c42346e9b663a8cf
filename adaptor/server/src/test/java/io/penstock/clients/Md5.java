package io.penstock.clients;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * The digests of SQS as its developer guide describes them ("Calculating the MD5 message digest for message attributes"), so that the in-process
 * client, which does not verify them, is held to them too.
 */
final class Md5 {

    private static final int STRING = 1;
    private static final int BINARY = 2;

    private Md5() {}

    static String of(String body) {
        return hex(body.getBytes(StandardCharsets.UTF_8));
    }

    static String of(Map<String, MessageAttributeValue> attributes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Map.Entry<String, MessageAttributeValue> attribute : new TreeMap<>(attributes).entrySet()) {
                MessageAttributeValue value = attribute.getValue();
                write(out, attribute.getKey().getBytes(StandardCharsets.UTF_8));
                write(out, value.dataType().getBytes(StandardCharsets.UTF_8));
                if (value.binaryValue() == null) {
                    out.writeByte(STRING);
                    write(out, value.stringValue().getBytes(StandardCharsets.UTF_8));
                } else {
                    out.writeByte(BINARY);
                    write(out, value.binaryValue().asByteArray());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return hex(bytes.toByteArray());
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String hex(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
