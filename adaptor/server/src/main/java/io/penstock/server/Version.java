package io.penstock.server;

/** The version of this build. */
final class Version {

    /** From the jar's manifest; {@code development} when classes run unpacked. */
    static final String CURRENT = read();

    private Version() {}

    private static String read() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
