package io.penstock.wire;

import java.util.Arrays;
import java.util.Optional;

/**
 * The credential scope of a Signature Version 4 request, taken from the Authorization header or from {@code X-Amz-Credential} of a
 * presigned URL. It is what the caller claims; whether the signature holds is checked elsewhere.
 *
 * @param accessKeyId the access key
 * @param region the Region signed for
 * @param service the signing name, for example {@code sqs} or {@code monitoring}
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a signed request</a>
 */
public record Credential(String accessKeyId, String region, String service) {

    /**
     * Parses {@code key/date/region/service/aws4_request}; empty when the text has another form. An access key may itself hold slashes. A
     * signature for many Regions (4A) leaves the Region out; it is then empty here.
     */
    public static Optional<Credential> parseScope(String text) {
        String[] parts = text.split("/", -1);
        int last = parts.length - 1;
        if (parts.length < 4 || !parts[last].equals("aws4_request")) {
            return Optional.empty();
        }
        if (parts.length == 4) {
            return Optional.of(new Credential(parts[0], "", parts[2]));
        }
        String key = String.join("/", Arrays.copyOf(parts, parts.length - 4));
        return Optional.of(new Credential(key, parts[last - 2], parts[last - 1]));
    }
}
