package io.penstock.services.sns.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.Machines;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where the cluster's key is had from. Thread-safe. */
public final class SigningKeys {

    private final Machines machines;
    private final Catalog catalog;
    private final InstantSource clock;

    private SigningKeys(Machines machines, Catalog catalog, InstantSource clock) {
        this.machines = machines;
        this.catalog = catalog;
        this.clock = clock;
    }

    /** Registers the key's aggregate on a node. */
    public static SigningKeys register(Machines machines, Catalog catalog, InstantSource clock) {
        machines.register(new SigningMachine(), self -> new Publisher(catalog));
        return new SigningKeys(machines, catalog, clock);
    }

    /** Completes when the catalog has a key. Makes one if it has none, which takes a fraction of a second of the caller's thread. */
    public CompletableFuture<?> ensure() {
        return current().isPresent()
                ? CompletableFuture.completedFuture(null)
                : machines.submit(
                        SigningMachine.TYPE,
                        SigningMachine.ID,
                        new SigningMachine.Offer(Certificates.make(clock.instant())));
    }

    private Optional<SigningKey> current() {
        return catalog.find(SigningKey.KIND, SigningKey.CURRENT).map(entry -> SigningKey.CODEC.decode(entry.value()));
    }

    /** The certificate of that name in PEM, if it is that of the key. */
    public Optional<String> certificate(String name) {
        return current().filter(key -> key.name().equals(name)).map(SigningKey::certificate);
    }

    private SigningKey required() {
        return current().orElseThrow(() -> new IllegalStateException("there is a topic and no key"));
    }

    /** The file name of the certificate. There is one as soon as there is a topic. */
    public String name() {
        return required().name();
    }

    /**
     * Signs a text.
     *
     * @param version 1 for SHA-1, 2 for SHA-256
     */
    public String sign(String text, int version) {
        try {
            byte[] encoded = Base64.getDecoder().decode(required().privateKey());
            Signature signature = Signature.getInstance(version == 2 ? "SHA256withRSA" : "SHA1withRSA");
            signature.initSign(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded)));
            signature.update(text.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK cannot sign by RSA", e);
        }
    }

    /** Publishes the key before anybody is told of it, and again by each new owner. */
    private static final class Publisher
            implements Companion<Optional<SigningKey>, SigningMachine.Made, SigningMachine.Current> {

        private static final long VERSION = 1;

        private final Catalog catalog;

        @Nullable
        private CompletableFuture<Void> published;

        Publisher(Catalog catalog) {
            this.catalog = catalog;
        }

        @Override
        public CompletableFuture<SigningMachine.Current> complete(SigningMachine.Current reply) {
            synchronized (this) {
                if (published == null || published.isCompletedExceptionally()) {
                    published = catalog.publish(new Entry(
                            SigningKey.KIND, SigningKey.CURRENT, VERSION, SigningKey.CODEC.encode(reply.key())));
                }
                return published.thenApply(done -> reply);
            }
        }
    }
}
