package io.penstock.server.settings;

import java.nio.file.Path;
import java.util.Optional;

/** Where the certificate comes from. */
public record TlsSettings(
        @Setting(
                value = "true",
                doc =
                        "Whether TLS is spoken. Without a certificate a self-signed one is generated when a client first speaks TLS and kept in"
                                + " `tls/` under the data directory.")
        boolean enabled,

        @Setting(doc = "A PEM file with the certificate and its chain.")
        Optional<Path> certificate,

        @Setting(doc = "A PEM file with the certificate's private key, PKCS#8 and not encrypted.")
        Optional<Path> key,

        @Setting(doc = "A PKCS#12 file, instead of `certificate` and `key`.")
        Optional<Path> keystore,

        @Setting(doc = "The password of the PKCS#12 file.", secret = true)
        Optional<String> keystorePassword) {

    public TlsSettings {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("tls.certificate and tls.key belong together: set both or neither");
        }
        if (certificate.isPresent() && keystore.isPresent()) {
            throw new IllegalArgumentException("tls.certificate and tls.keystore exclude each other");
        }
        if (keystore.isPresent() && keystorePassword.isEmpty()) {
            throw new IllegalArgumentException("tls.keystore needs tls.keystore-password");
        }
    }
}
