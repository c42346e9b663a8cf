package io.penstock.server.settings;

import java.util.Optional;

/** Amazon EventBridge. */
public record EventsSettings(
        @Setting(
                secret = true,
                doc =
                        "The key that secrets of connections are encrypted with: 32 bytes in base64, the same on every node. On a cluster there are no connections without it."
                                + " With the embedded broker one is made when it is first needed and kept in `secrets.key` under the data directory.")
        Optional<String> secretKey,

        @Setting(
                secret = true,
                doc =
                        "Keys that were `events.secret-key` before, commas between: what they have encrypted can still be read.")
        Optional<String> oldSecretKeys) {

    public EventsSettings {
        if (oldSecretKeys.isPresent() && secretKey.isEmpty()) {
            throw new IllegalArgumentException("events.old-secret-keys needs events.secret-key");
        }
    }
}
