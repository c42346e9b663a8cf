package io.penstock.services.deliveries.work;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DigestChallengeTest {

    private static final String NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private static final String OPAQUE = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS";

    private static final DigestChallenge.Proof MUFASA = new DigestChallenge.Proof(
            new DigestChallenge.Request("GET", "/dir/index.html", new byte[0]),
            "Mufasa",
            "Circle of Life",
            "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");

    private static String challenge(String algorithm) {
        return "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=" + algorithm + ", nonce=\""
                + NONCE + "\", opaque=\"" + OPAQUE + "\"";
    }

    /** Of section 3.9.1 of RFC 7616. */
    @Test
    void the_examples_of_the_rfc_come_out() {
        assertThat(DigestChallenge.of(List.of(challenge("MD5"))).orElseThrow().authorization(MUFASA))
                .contains(
                        "response=\"8ca523f5e9506fed4657c9700eebdbec\"",
                        "opaque=\"" + OPAQUE + "\"",
                        "qop=auth, nc=0000");
        assertThat(DigestChallenge.of(List.of(challenge("SHA-256")))
                        .orElseThrow()
                        .authorization(MUFASA))
                .contains("response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"");
    }

    /** Of section 3.5 of RFC 2617, without its quality of protection: the example of RFC 2069 as corrected. */
    @Test
    void a_server_of_the_old_kind_is_answered_in_the_old_way() {
        DigestChallenge old = DigestChallenge.of(List.of("Digest realm=\"testrealm@host.com\", "
                        + "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""))
                .orElseThrow();
        assertThat(old.authorization(new DigestChallenge.Proof(MUFASA.request(), "Mufasa", "CircleOfLife", "unused")))
                .contains("response=\"1949323746fe6a43ef61f9606e7febea\"")
                .doesNotContain("cnonce", "algorithm");
    }

    @Test
    void the_strongest_is_chosen_wherever_it_stands() {
        assertThat(DigestChallenge.of(
                        List.of("Basic realm=\"Digest, \\\" of things\", " + challenge("MD5"), challenge("SHA-256"))))
                .hasValueSatisfying(
                        found -> assertThat(found.kind().algorithm()).isEqualTo("SHA-256"));
    }

    /** Section 3.4.3 of RFC 7616: the hash of the body is part of what is proven. */
    @Test
    void a_server_that_wants_the_body_proven_gets_that() throws Exception {
        DigestChallenge challenge = DigestChallenge.of(
                        List.of("Digest realm=\"r\", nonce=\"n\", qop=\" AUTH-INT \", stale=TRUE"))
                .orElseThrow();
        assertThat(challenge.stale()).isTrue();
        DigestChallenge.Request request = new DigestChallenge.Request("POST", "/a?b", "body".getBytes(UTF_8));
        String secret = md5("u:r:p");
        String proven = md5("POST:/a?b:" + md5("body"));
        assertThat(challenge.authorization(new DigestChallenge.Proof(request, "u", "p", "c")))
                .contains(
                        "qop=auth-int, nc=00000001",
                        "response=\"" + md5(secret + ":n:00000001:c:auth-int:" + proven) + '"');
    }

    private static String md5(String text) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8)));
    }

    @Test
    void what_cannot_be_answered_is_no_challenge() {
        assertThat(DigestChallenge.of(List.of(challenge("MD4")))).isEmpty();
        assertThat(DigestChallenge.of(List.of("Digest realm=\"r\", nonce=\"n\", qop=\"auth-conf\"")))
                .isEmpty();
        assertThat(DigestChallenge.of(List.of("Digest realm=\"r\""))).isEmpty();
        assertThat(DigestChallenge.of(List.of("Basic realm=\"r\""))).isEmpty();
        assertThat(DigestChallenge.of(List.of())).isEmpty();
    }
}
