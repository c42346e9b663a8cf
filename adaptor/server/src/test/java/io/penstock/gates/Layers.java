package io.penstock.gates;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who may see whom. All rules are about dependencies, signatures and generics included, not about calls: a type that appears only in a
 * signature binds as firmly as one that is called.
 */
final class Layers {

    private static final String[] KAFKA_SERVER = {
        "kafka..",
        "org.apache.kafka.raft..",
        "org.apache.kafka.metadata..",
        "org.apache.kafka.controller..",
        "org.apache.kafka.image..",
        "org.apache.kafka.storage..",
        "org.apache.kafka.coordinator..",
        "org.apache.kafka.server..",
        "org.apache.kafka.network.."
    };

    private Layers() {}

    /** The rules for a product whose packages are those below this one. */
    static Map<String, ArchRule> of(String root) {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put("kernel sees the JDK", kernel(root));
        rules.put("wire sees the kernel", below(root, "wire", "log", "streams", "services", "broker", "server"));
        rules.put("log sees the kernel", below(root, "log", "wire", "streams", "services", "broker", "server"));
        rules.put("streams see the kernel", below(root, "streams", "wire", "log", "services", "broker", "server"));
        rules.put("broker sees no service", below(root, "broker", "wire", "streams", "services", "server"));
        rules.put("services see no host", below(root, "services", "log", "broker", "streams", "server"));
        rules.put("services are free of each other", servicesApart(root));
        rules.put("only server sees the web", web(root));
        rules.put("only log, broker and streams see Kafka", kafka(root));
        rules.put("only broker sees Kafka's server", kafkaServer(root));
        rules.put("hosts see no AWS type", aws(root));
        rules.put("no cycles between modules", noCycles(root + ".(*).."));
        rules.put("no cycles inside modules", noCycles(root + ".(*).(*).."));
        rules.put("no cycles inside services", noCycles(root + ".services.(*).(*).."));
        return rules;
    }

    /**
     * Siblings must not be entangled. A package's own parent may both put its children together and hold the words that they share (settings,
     * faults, limits): seen from outside, the two are one unit.
     */
    private static ArchRule noCycles(String packages) {
        return slices().matching(packages).should().beFreeOfCycles();
    }

    private static String in(String root, String module) {
        return root + "." + module + "..";
    }

    private static ArchRule kernel(String root) {
        return classes()
                .that()
                .resideInAPackage(in(root, "kernel"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(in(root, "kernel"), "java..", "org.jspecify.annotations..")
                .because("the kernel must run anywhere: what it needs of the world is a port");
    }

    private static ArchRule below(String root, String module, String... above) {
        String[] forbidden = new String[above.length];
        for (int i = 0; i < above.length; i++) {
            forbidden[i] = in(root, above[i]);
        }
        return noClasses()
                .that()
                .resideInAPackage(in(root, module))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .because("arrows only go down: kernel <- {wire, log, streams} <- {services, broker} <- server");
    }

    private static ArchRule servicesApart(String root) {
        return slices().matching(root + ".services.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(
                        DescribedPredicate.alwaysTrue(),
                        JavaClass.Predicates.resideInAPackage(root + ".services.common"))
                .because("a service reaches another one through a port, as any node would");
    }

    private static ArchRule web(String root) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(in(root, "server"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
                .because("operations must run without a port; take io.penstock.wire's request instead");
    }

    private static ArchRule kafka(String root) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(in(root, "log"), in(root, "broker"), in(root, "streams"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "kafka..")
                .because("use RecordLog, Topics, Catalog or Machines of io.penstock.kernel.port");
    }

    private static ArchRule kafkaServer(String root) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(in(root, "broker"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(KAFKA_SERVER)
                .because("Kafka's server has no stable API: one module knows it");
    }

    private static ArchRule aws(String root) {
        return noClasses()
                .that()
                .resideInAnyPackage(in(root, "log"), in(root, "broker"), in(root, "kernel"), in(root, "streams"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk..")
                .because("what is kept must not change its shape with the SDK's version");
    }
}
