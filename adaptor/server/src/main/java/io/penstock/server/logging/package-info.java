/** How the process logs: set up in code when it starts, so that an embedding application's own logging is left alone. */
@NullMarked
package io.penstock.server.logging;

import org.jspecify.annotations.NullMarked;
