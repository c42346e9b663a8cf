package io.penstock.services.scheduler.group;

import io.penstock.services.scheduler.schedule.GroupDefinition;
import java.util.SortedMap;

/** The groups by their names, the default group only once somebody has tagged it. A value, so that it can be written as JSON. */
record GroupState(SortedMap<String, GroupDefinition> groups) {}
