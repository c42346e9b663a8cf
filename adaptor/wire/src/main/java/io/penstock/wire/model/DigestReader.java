package io.penstock.wire.model;

import io.penstock.wire.model.OperationModel.Http;
import io.penstock.wire.model.OperationModel.Types;
import io.penstock.wire.model.ServiceModel.Identity;
import io.penstock.wire.model.ServiceModel.Rules;
import io.penstock.wire.model.ServiceModel.Speech;
import io.penstock.wire.model.ServiceModel.Tables;
import io.penstock.wire.model.ServiceModel.XmlName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Reads the committed digests; their format is described beside the script that writes them. */
public final class DigestReader {

    static final List<String> IDS = List.of(
            "sqs",
            "sns",
            "kinesis",
            "firehose",
            "eventbridge",
            "scheduler",
            "pipes",
            "schemas",
            "sfn",
            "appsync",
            "lambda",
            "cloudwatch",
            "cloudwatchlogs",
            "kms",
            "iam",
            "sts",
            "cognitosync",
            "kinesisvideo",
            "kinesisvideomedia",
            "kinesisvideoarchivedmedia",
            "kinesisvideosignaling",
            "kinesisvideowebrtcstorage",
            "kinesisanalytics",
            "kinesisanalyticsv2",
            "dynamodb");

    private DigestReader() {}

    /**
     * The lines of a digest, split at tabs.
     *
     * @throws IllegalArgumentException when there is no digest of that name
     */
    public static List<String[]> lines(String name) {
        try (InputStream in = DigestReader.class.getResourceAsStream("/io/penstock/wire/digest/" + name + ".tsv")) {
            if (in == null) {
                throw new IllegalArgumentException("no digest " + name);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().map(line -> line.split("\t", -1)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ServiceModel read(String id) {
        Tables tables = new Tables();
        Identity identity = null;
        Speech speech = null;
        Rules rules = null;
        String types = "software.amazon.awssdk.services." + id + ".model.";
        for (String[] raw : lines(id)) {
            String[] f = padded(raw);
            switch (f[0]) {
                case "service" -> identity = new Identity(f[1], f[2], f[3], f[4], f[5]);
                case "protocols" -> speech = new Speech(ServiceModel.protocols(f[1]), f[2], f[3], f[4], f[5]);
                case "rules" -> rules = new Rules(f[1], f[2].contains("query-compatible"), f[2].contains("crc32"));
                case "op" -> operation(tables, f, types);
                case "error" ->
                    tables.errors.put(
                            f[1], new ErrorModel(f[1], f[2], Integer.parseInt(f[3]), f[4], named(types, f[5])));
                case "xml" -> tables.xmlNames.put(f[1] + "." + f[2], new XmlName(f[3], f[4], f[5]));
                default -> throw new IllegalStateException("digest " + id + " has a line of unknown kind " + f[0]);
            }
        }
        if (identity == null || speech == null || rules == null) {
            throw new IllegalStateException("digest " + id + " has no header");
        }
        return new ServiceModel(identity, speech, rules, tables);
    }

    private static void operation(Tables tables, String[] f, String types) {
        // An operation newer than the SDK has no types and so cannot be served; leaving it out makes it an unknown
        // operation.
        if (!f[5].isEmpty()) {
            tables.operations.put(
                    f[1],
                    new OperationModel(
                            f[1],
                            new Http(f[2], f[3], Integer.parseInt(f[4])),
                            new Types(types + f[5], types + f[6], f[7], f[8])));
        }
    }

    private static String named(String types, String simpleName) {
        return simpleName.isEmpty() ? "" : types + simpleName;
    }

    /** Trailing empty fields are not written. */
    private static String[] padded(String[] fields) {
        if (fields.length >= 9) {
            return fields;
        }
        String[] all = Arrays.copyOf(fields, 9);
        Arrays.fill(all, fields.length, all.length, "");
        return all;
    }
}
