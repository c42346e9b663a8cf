package io.penstock.clients;

import java.net.URI;
import java.util.Map;

/** What {@code penstock env} prints, and what keeps SDKs from asking other machines. */
public final class Environment {

    private Environment() {}

    /** Points AWS's tools and SDKs at a server. */
    public static Map<String, String> of(URI endpoint) {
        return Map.of(
                "AWS_ENDPOINT_URL",
                endpoint.toString(),
                "AWS_ACCESS_KEY_ID",
                "test",
                "AWS_SECRET_ACCESS_KEY",
                "test",
                "AWS_DEFAULT_REGION",
                "us-east-1",
                "AWS_REGION",
                "us-east-1",
                "AWS_EC2_METADATA_DISABLED",
                "true");
    }
}
