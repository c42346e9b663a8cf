package io.penstock.services.sns;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.delivery.Delivery;
import io.penstock.kernel.delivery.DeliveryLog;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.memory.MemoryOptions;
import io.penstock.kernel.memory.MemoryWorld;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.services.common.DirectClients;
import io.penstock.services.sns.rules.SnsLimits;
import io.penstock.wire.Caller;
import io.penstock.wire.ServiceDefinition;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.SnsClient;

/** SNS on one thread, called through the SDK's own client interface; faults come as {@link FaultException}. Nothing is delivered. */
final class SnsFixture implements AutoCloseable {

    private static final Caller CALLER = new Caller(AccountId.DEFAULT, Region.DEFAULT, "AIDATEST");

    final MemoryWorld world = new MemoryWorld(MemoryOptions.deterministic());

    /** What the next appends to logs of records throw, before anything is appended. */
    final AtomicReference<@Nullable RuntimeException> refusal = new AtomicReference<>();

    /** Of which messages the appends throw it. */
    final AtomicReference<Predicate<String>> refused = new AtomicReference<>(message -> true);

    final SnsClient client;

    SnsFixture(SnsLimits limits) {
        Sns.Ports ports = new Sns.Ports(
                world.machines(),
                refusing(world.recordLog()),
                world.topics(),
                world.catalog(),
                new Sns.Outside(new NoDeliveries(), true));
        Sns.Matching matching = new Sns.Matching(
                (policy, scope, subscribing) -> {},
                body -> body.contains("too long"),
                (message, question) -> List.of());
        Sns sns = Sns.create(ports, matching, new Sns.Chance(world.clock(), world.random()), limits);
        ServiceDefinition definition = sns.definition();
        client = DirectClients.of(SnsClient.class, definition, DirectClients.call(CALLER));
    }

    private RecordLog refusing(RecordLog log) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            RuntimeException thrown = method.getName().equals("append") ? refusal.get() : null;
            if (thrown != null && refused.get().test(new String(((NewRecord) arguments[1]).value(), UTF_8))) {
                throw thrown;
            }
            try {
                return method.invoke(log, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return (RecordLog)
                Proxy.newProxyInstance(SnsFixture.class.getClassLoader(), new Class<?>[] {RecordLog.class}, handler);
    }

    private static final class NoDeliveries implements DeliveryLog {
        @Override
        public CompletableFuture<Void> open() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> send(Delivery delivery) {
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public void close() {
        world.close();
        assertThat(world.defects()).isEmpty();
    }
}
