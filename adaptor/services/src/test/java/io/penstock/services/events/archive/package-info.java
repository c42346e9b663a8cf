/** Archives and replays. */
@NullMarked
package io.penstock.services.events.archive;

import org.jspecify.annotations.NullMarked;
