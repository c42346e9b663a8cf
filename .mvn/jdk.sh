# Sourced by mvnw, penstock and .ci/run: exports JAVA_HOME of a Java 25 or newer, or says what to install and exits.
# Order: PENSTOCK_JAVA_HOME, JAVA_HOME, the java on PATH, then the places where JDKs are commonly installed.
# A JDK is wanted, unless PENSTOCK_RUNTIME_ONLY is set by a caller that has nothing to compile.

penstock_java_major() {
  [ -x "$1/bin/java" ] && [ -f "$1/release" ] || { echo 0; return; }
  [ -n "${PENSTOCK_RUNTIME_ONLY-}" ] || [ -x "$1/bin/javac" ] || { echo 0; return; }
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

penstock_find_java() {
  path_java=$(command -v java 2>/dev/null || true)
  if [ -n "$path_java" ]; then
    path_java=$(readlink -f "$path_java" 2>/dev/null || echo "$path_java")
    path_java=${path_java%/bin/java}
  fi
  for home in "${PENSTOCK_JAVA_HOME:-}" "${JAVA_HOME:-}" "$path_java" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$home" ] && [ -d "$home" ] || continue
    major=$(penstock_java_major "$home")
    if [ "${major:-0}" -ge 25 ] 2>/dev/null; then
      JAVA_HOME=$home
      export JAVA_HOME
      return 0
    fi
  done
  echo "Penstock needs a JDK 25 or newer and found none: install one (for example Temurin 25 from https://adoptium.net) or set PENSTOCK_JAVA_HOME." >&2
  return 1
}

penstock_find_java || exit 1
