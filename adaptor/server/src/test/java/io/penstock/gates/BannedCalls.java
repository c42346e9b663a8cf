package io.penstock.gates;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What may not be called, and what to use instead. Method references count as calls. */
final class BannedCalls {

    /**
     * @param member a method, a field, or {@code <init>}
     * @param because the replacement
     */
    record Ban(String owner, Predicate<String> member, Predicate<Integer> arguments, String because) {}

    /** A call that breaks a ban. */
    record Offence(String origin, String target, String because) {
        @Override
        public String toString() {
            return origin + " calls " + target + ": " + because;
        }
    }

    private static final String CLOCK = "inject java.time.InstantSource, so that tests and replays choose the time";
    private static final String CHANCE =
            "inject java.util.random.RandomGenerator, so that a seed reproduces a run; inside a machine use Tick.random()";
    private static final String SECRETS = "make it at the composition root and hand it over";
    private static final String WAIT =
            "wait for what you wait for: a future, a latch, a condition with a time limit, or a ScheduledExecutorService";
    private static final String LOG = "log through slf4j; only the composition root speaks to the terminal";
    private static final String SETTINGS =
            "take a settings record; the environment is read once, at the composition root";
    private static final String EXIT = "throw; only the composition root ends the process";

    private static final List<Ban> BANS = List.of(
            noArguments("java.time.Instant", "now", CLOCK),
            noArguments("java.time.LocalDate", "now", CLOCK),
            noArguments("java.time.LocalTime", "now", CLOCK),
            noArguments("java.time.LocalDateTime", "now", CLOCK),
            noArguments("java.time.ZonedDateTime", "now", CLOCK),
            noArguments("java.time.OffsetDateTime", "now", CLOCK),
            noArguments("java.util.Date", "<init>", CLOCK),
            any("java.time.Clock", name -> name.startsWith("system") || name.startsWith("tick"), CLOCK),
            any("java.time.InstantSource", "system"::equals, CLOCK),
            any("java.lang.System", "currentTimeMillis"::equals, CLOCK),
            any("java.util.UUID", "randomUUID"::equals, CHANCE),
            any("java.security.SecureRandom", name -> name.equals("<init>") || name.startsWith("getInstance"), SECRETS),
            noArguments("java.util.Random", "<init>", CHANCE),
            noArguments("java.util.SplittableRandom", "<init>", CHANCE),
            any("java.lang.Math", "random"::equals, CHANCE),
            any("java.util.concurrent.ThreadLocalRandom", "current"::equals, CHANCE),
            any("java.util.random.RandomGenerator", name -> name.equals("of") || name.equals("getDefault"), CHANCE),
            any("java.util.random.RandomGeneratorFactory", name -> true, CHANCE),
            any("java.lang.Thread", name -> name.equals("sleep") || name.equals("onSpinWait"), WAIT),
            any("java.util.concurrent.TimeUnit", "sleep"::equals, WAIT),
            any("java.util.concurrent.locks.LockSupport", "parkNanos"::equals, WAIT),
            any("java.lang.System", name -> name.equals("out") || name.equals("err"), LOG),
            any("java.lang.Throwable", "printStackTrace"::equals, LOG),
            any("java.lang.System", name -> name.equals("getenv") || name.equals("getProperty"), SETTINGS),
            any("java.lang.System", "exit"::equals, EXIT),
            any("java.lang.Runtime", name -> name.equals("exit") || name.equals("halt"), EXIT));

    private BannedCalls() {}

    private static Ban any(String owner, Predicate<String> member, String because) {
        return new Ban(owner, member, arguments -> true, because);
    }

    private static Ban noArguments(String owner, String member, String because) {
        return new Ban(owner, member::equals, arguments -> arguments == 0, because);
    }

    /** Every offence in these classes. */
    static List<Offence> in(Iterable<JavaClass> classes) {
        List<Offence> offences = new ArrayList<>();
        for (JavaClass type : classes) {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                offence(type, access).ifPresent(offences::add);
            }
        }
        return offences;
    }

    private static Optional<Offence> offence(JavaClass type, JavaAccess<?> access) {
        int arguments = access.getTarget() instanceof CodeUnitAccessTarget unit
                ? unit.getRawParameterTypes().size()
                : 0;
        return BANS.stream()
                .filter(ban -> access.getTargetOwner().isAssignableTo(ban.owner())
                        && ban.member().test(access.getName())
                        && ban.arguments().test(arguments))
                .findFirst()
                .map(ban -> new Offence(outermost(type), simple(ban.owner()) + "." + access.getName(), ban.because()));
    }

    private static String outermost(JavaClass type) {
        String name = type.getFullName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private static String simple(String owner) {
        return owner.substring(owner.lastIndexOf('.') + 1);
    }
}
