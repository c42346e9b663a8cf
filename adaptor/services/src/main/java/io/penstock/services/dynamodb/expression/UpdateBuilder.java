package io.penstock.services.dynamodb.expression;

import io.penstock.services.dynamodb.expression.Update.Action;
import io.penstock.services.dynamodb.expression.Update.Source;
import io.penstock.services.dynamodb.item.AttributeType;
import io.penstock.services.dynamodb.item.AttributeValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes an update from what was written, and checks operands as far as they are known without an item. */
final class UpdateBuilder {

    private final Resolving resolving;

    private UpdateBuilder(Resolving resolving) {
        this.resolving = resolving;
    }

    static Update build(Placeholders placeholders, String text) {
        List<Syntax.Section> sections = UpdateParser.parse(text);
        FormCheck.update(sections);
        Resolving resolving = new Resolving(ExpressionKind.UPDATE, placeholders);
        List<Syntax.Action> written =
                sections.stream().flatMap(section -> section.actions().stream()).toList();
        List<DocumentPath> paths = new ArrayList<>();
        written.forEach(action -> paths.add(resolving.path(action.path())));
        resolving.checkDistinct(paths);
        UpdateBuilder builder = new UpdateBuilder(resolving);
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            actions.add(builder.action(paths.get(i), written.get(i)));
        }
        return new Update(actions);
    }

    private Action action(DocumentPath path, Syntax.Action action) {
        return switch (action.section()) {
            case "SET" -> new Action.Put(path, source(action.operand().getFirst()));
            case "REMOVE" -> new Action.Remove(path);
            case "ADD" -> new Action.Add(path, members(action));
            case "DELETE" -> new Action.Delete(path, members(action));
            default -> throw new IllegalStateException("no section: " + action.section());
        };
    }

    private AttributeValue members(Syntax.Action action) {
        if (!(action.operand().getFirst() instanceof Syntax.Value written)) {
            throw new IllegalStateException("the grammar takes a value only: " + action);
        }
        AttributeValue value = resolving.value(written);
        boolean number = value.type() == AttributeType.N && action.section().equals("ADD");
        if (!number && !value.type().isSet()) {
            throw resolving.invalid("Incorrect operand type for operator or function; operator: " + action.section()
                    + ", operand type: " + longName(value.type()) + ", typeSet: ALLOWED_FOR_" + action.section()
                    + "_OPERAND");
        }
        return value;
    }

    private static String longName(AttributeType type) {
        return switch (type) {
            case S -> "STRING";
            case N -> "NUMBER";
            case B -> "BINARY";
            case BOOL -> "BOOLEAN";
            case NULL -> "NULL";
            case M -> "MAP";
            case L -> "LIST";
            case SS -> "STRING_SET";
            case NS -> "NUMBER_SET";
            case BS -> "BINARY_SET";
        };
    }

    private Source source(Syntax syntax) {
        return switch (Resolving.bare(syntax)) {
            case Syntax.Path path -> new Source.Path(resolving.path(path));
            case Syntax.Value value -> new Source.Literal(resolving.value(value));
            case Syntax.Arithmetic arithmetic -> arithmetic(arithmetic);
            case Syntax.Call call -> call(call);
            case Syntax.Parentheses _,
                    Syntax.Comparison _,
                    Syntax.Between _,
                    Syntax.In _,
                    Syntax.Not _,
                    Syntax.And _,
                    Syntax.Or _ -> throw new IllegalStateException("the grammar takes no such value: " + syntax);
        };
    }

    private Source arithmetic(Syntax.Arithmetic arithmetic) {
        Source left = typed(arithmetic.operator(), arithmetic.left(), AttributeType.N);
        Source right = typed(arithmetic.operator(), arithmetic.right(), AttributeType.N);
        return arithmetic.operator().equals("+") ? new Source.Plus(left, right) : new Source.Minus(left, right);
    }

    private Source call(Syntax.Call call) {
        Syntax first = call.arguments().getFirst();
        Syntax second = call.arguments().getLast();
        if (call.function().equals(Function.IF_NOT_EXISTS.text())) {
            DocumentPath path = resolving.pathOf(call.function(), first);
            Source otherwise = source(second);
            if (otherwise.equals(new Source.Path(path))) {
                throw resolving.invalid(
                        "The first operand must be distinct from the remaining operands for this operator "
                                + "or function; operator: " + call.function() + ", first operand: " + path);
            }
            return new Source.IfNotExists(path, otherwise);
        }
        return new Source.ListAppend(
                typed(call.function(), first, AttributeType.L), typed(call.function(), second, AttributeType.L));
    }

    private Source typed(String operator, Syntax syntax, AttributeType type) {
        Source source = source(syntax);
        AttributeType known = knownType(source);
        if (known != null && known != type) {
            throw resolving.wrongType(operator, known);
        }
        return source;
    }

    private static @Nullable AttributeType knownType(Source source) {
        return switch (source) {
            case Source.Literal literal -> literal.value().type();
            case Source.Plus _, Source.Minus _ -> AttributeType.N;
            case Source.ListAppend _ -> AttributeType.L;
            case Source.Path _, Source.IfNotExists _ -> null;
        };
    }
}
