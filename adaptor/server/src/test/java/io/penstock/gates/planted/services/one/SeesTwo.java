package io.penstock.gates.planted.services.one;

import io.javalin.http.Context;
import io.penstock.gates.planted.broker.SeesService;
import io.penstock.gates.planted.services.two.Two;

public interface SeesTwo {
    Two give();

    SeesService broker();

    void serve(Context context);
}
