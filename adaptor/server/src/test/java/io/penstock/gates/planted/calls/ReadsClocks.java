package io.penstock.gates.planted.calls;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Does everything that product code must not do. Never run. */
public final class ReadsClocks {

    private final Supplier<Instant> reference = Instant::now;

    private ReadsClocks() {}

    /** By calls. */
    public List<Object> chanceAndTime() {
        return List.of(
                reference.get(),
                System.currentTimeMillis(),
                Clock.systemUTC(),
                InstantSource.system(),
                UUID.randomUUID(),
                new Random(),
                new Random(7),
                Math.random(),
                ThreadLocalRandom.current().nextInt(),
                // A clock that is handed over is what we want.
                Instant.now(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)));
    }

    /** And the world. */
    public void waitAndLeave(Exception failure) throws InterruptedException {
        Thread.sleep(1);
        System.out.println(System.getenv("HOME"));
        failure.printStackTrace();
        System.exit(1);
    }
}
