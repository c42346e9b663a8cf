/** The served operations behind the SDK's own client interfaces, without HTTP: same checks, same handlers, same exceptions. */
@NullMarked
package io.penstock.wire.inprocess;

import org.jspecify.annotations.NullMarked;
