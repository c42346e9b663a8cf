/**
 * Everything an operator can choose, as one tree of records. Read once at start from the command line, {@code PENSTOCK_*} variables, one YAML
 * file and LocalStack's variables, in that order of precedence; a name nobody knows is refused with the nearest one that is known.
 *
 * <p>The components' {@link io.penstock.server.settings.Setting} annotations are the only place where a default or an explanation is
 * written; {@code docs/configuration.md} is made from them.
 */
@NullMarked
package io.penstock.server.settings;

import org.jspecify.annotations.NullMarked;
