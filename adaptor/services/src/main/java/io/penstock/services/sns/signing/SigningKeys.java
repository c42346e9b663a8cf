package io.penstock.services.sns.signing;

import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.Machines;
import java.time.InstantSource;
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
