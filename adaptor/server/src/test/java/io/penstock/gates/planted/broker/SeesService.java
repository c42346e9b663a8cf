package io.penstock.gates.planted.broker;

import io.penstock.gates.planted.services.one.SeesTwo;

public interface SeesService {
    SeesTwo give();
}
