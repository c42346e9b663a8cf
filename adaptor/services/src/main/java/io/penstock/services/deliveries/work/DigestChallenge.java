package io.penstock.services.deliveries.work;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server's demand for a password that is proven and not sent. Knows MD5, SHA-256 and SHA-512-256, also by session, and the qualities of protection {@code auth}, else {@code auth-int}, or none. Pure.
 *
 * @param stale whether only the nonce of the last proof was too old: the password was right
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7616">RFC 7616</a>
 */
record DigestChallenge(String realm, String nonce, @Nullable String opaque, boolean stale, Kind kind) {

    private static final Pattern SCHEME = Pattern.compile("(?i)(?:^|,)\\s*Digest\\s+");
    private static final Pattern PARAMETER =
            Pattern.compile("\\G\\s*,?\\s*([A-Za-z0-9*_-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]+))");

    private static final String AUTHENTICATION = "auth";
    private static final String INTEGRITY = "auth-int";

    /** Weakest first. The names are HTTP's and the JDK's. */
    private static final List<Map.Entry<String, String>> ALGORITHMS =
            List.of(Map.entry("MD5", "MD5"), Map.entry("SHA-256", "SHA-256"), Map.entry("SHA-512-256", "SHA-512/256"));

    /**
     * How the proof is computed.
     *
     * @param algorithm as the server named it; null when it named none
     * @param strength place in the list of algorithms
     * @param session whether the secret is of the nonces too
     * @param protection {@code auth} or {@code auth-int}; null for a server that follows the rules of 1997
     */
    record Kind(
            @Nullable String algorithm,
            int strength,
            boolean session,
            @Nullable String protection) {

        boolean isProtected() {
            return protection != null;
        }

        /** Whether the body is proven too. */
        boolean isIntegral() {
            return INTEGRITY.equals(protection);
        }
    }

    /**
     * What is proven to be known, and of what.
     *
     * @param clientNonce that nobody can foresee
     */
    record Proof(Request request, String user, String password, String clientNonce) {}

    /** @param uri path and query, as they are sent */
    record Request(String method, String uri, byte[] body) {}

    /** The strongest that can be answered of a response's {@code WWW-Authenticate}. */
    static Optional<DigestChallenge> of(List<String> headers) {
        return headers.stream()
                .flatMap(header -> SCHEME.matcher(header)
                        .results()
                        .map(scheme -> parse(header, scheme.end()))
                        .flatMap(Optional::stream))
                .max(Comparator.comparingInt(challenge -> challenge.kind().strength()));
    }

    private static Optional<DigestChallenge> parse(String header, int start) {
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(header).region(start, header.length());
        while (matcher.find()) {
            String quoted = matcher.group(2);
            parameters.putIfAbsent(
                    matcher.group(1).toLowerCase(Locale.ROOT),
                    quoted == null ? matcher.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
        }
        String algorithm = parameters.get("algorithm");
        String upper = algorithm == null ? "MD5" : algorithm.toUpperCase(Locale.ROOT);
        boolean session = upper.endsWith("-SESS");
        String plain = session ? upper.substring(0, upper.length() - "-SESS".length()) : upper;
        int strength = ALGORITHMS.stream().map(Map.Entry::getKey).toList().indexOf(plain);
        String offered = parameters.get("qop");
        String protection = protection(offered);
        String realm = parameters.get("realm");
        String nonce = parameters.get("nonce");
        if (realm == null || nonce == null || strength < 0 || (offered != null && protection == null)) {
            return Optional.empty();
        }
        boolean stale = "true".equalsIgnoreCase(parameters.get("stale"));
        Kind kind = new Kind(algorithm, strength, session, protection);
        return Optional.of(new DigestChallenge(realm, nonce, parameters.get("opaque"), stale, kind));
    }

    private static @Nullable String protection(@Nullable String offered) {
        if (offered == null) {
            return null;
        }
        List<String> qualities =
                List.of(offered.strip().toLowerCase(Locale.ROOT).split("\\s*,\\s*"));
        return qualities.contains(AUTHENTICATION) ? AUTHENTICATION : qualities.contains(INTEGRITY) ? INTEGRITY : null;
    }

    /** The value of {@code Authorization}, for the first use of the nonce. */
    String authorization(Proof proof) {
        String secret = hash(proof.user() + ":" + realm + ":" + proof.password());
        if (kind.session()) {
            secret = hash(secret + ":" + nonce + ":" + proof.clientNonce());
        }
        String uri = proof.request().uri();
        String whole = proof.request().method() + ":" + uri;
        String request =
                hash(kind.isIntegral() ? whole + ":" + hash(proof.request().body()) : whole);
        String response = kind.isProtected()
                ? hash(secret + ":" + nonce + ":00000001:" + proof.clientNonce() + ":" + kind.protection() + ":"
                        + request)
                : hash(secret + ":" + nonce + ":" + request);
        StringBuilder header = new StringBuilder("Digest username=" + quoted(proof.user()));
        header.append(", realm=").append(quoted(realm));
        header.append(", nonce=").append(quoted(nonce));
        header.append(", uri=").append(quoted(uri));
        header.append(", response=").append(quoted(response));
        if (kind.algorithm() != null) {
            header.append(", algorithm=").append(kind.algorithm());
        }
        if (kind.isProtected() || kind.session()) {
            header.append(", cnonce=").append(quoted(proof.clientNonce()));
        }
        if (kind.isProtected()) {
            header.append(", qop=").append(kind.protection()).append(", nc=00000001");
        }
        if (opaque != null) {
            header.append(", opaque=").append(quoted(opaque));
        }
        return header.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private String hash(String text) {
        return hash(text.getBytes(UTF_8));
    }

    private String hash(byte[] bytes) {
        try {
            MessageDigest digest =
                    MessageDigest.getInstance(ALGORITHMS.get(kind.strength()).getValue());
            return HexFormat.of().formatHex(digest.digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has these", e);
        }
    }
}
