package lanewise.lrsched.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lanewise.lrsched.Chained;
import lanewise.lrsched.Scaled;
import lanewise.lrsched.Schedule;
import lanewise.lrsched.Sequential;
import lanewise.lrsched.text.Arguments.Argument;

/** Reads a text by recursive descent; the grammar is that of {@link ScheduleText}. */
final class Parser {
  /** The deepest schedule that is printed has three brackets for each schedule in it: around it, around its arguments, and of a list. */
  private static final int MAX_BRACKETS = 3 * ScheduleText.MAX_DEPTH + 1;

  private final String text;
  private final List<Token> tokens;
  private int at;
  private int nesting;

  Parser(String text) {
    this.text = text;
    this.tokens = Lexer.tokens(text);
  }

  Schedule schedule() {
    Value value = expression();
    if (!token().is("then") && token().kind() != Token.Kind.END) {
      throw error("unexpected " + token().shown() + "; allowed: then, *, . or the end", token().position());
    }
    return plan(value, "").schedule();
  }

  /** Products joined by then. */
  private Value expression() {
    if (++nesting > MAX_BRACKETS) {
      throw error("too many brackets inside one another; allowed: " + MAX_BRACKETS, token().position());
    }
    Value first = product();
    if (token().is("then")) {
      List<Value.Plan> parts = new ArrayList<>(List.of(plan(first, " before then")));
      while (token().is("then")) {
        next();
        parts.add(plan(product(), " after then"));
      }
      first = sequence(parts);
    }
    nesting--;
    return first;
  }

  /** Schedules and numbers joined by *. */
  private Value product() {
    Value left = unary();
    List<Value.Plan> factors = new ArrayList<>();
    while (token().is('*')) {
      Token sign = next();
      Value right = unary();
      if (left instanceof Value.Number && right instanceof Value.Number) {
        throw error("a product needs a schedule", sign.position());
      }
      if (left instanceof Value.Number || right instanceof Value.Number) {
        left = scaled(left instanceof Value.Number ? right : left, left instanceof Value.Number n ? n : (Value.Number) right, left.position());
        factors.clear();
      } else {
        if (factors.isEmpty()) {
          factors.add(plan(left, " before *"));
        }
        factors.add(plan(right, " after *"));
        left = new Value.Plan(new Chained(factors.stream().map(Value.Plan::schedule).toList()), deeper(factors), factors.getFirst().position());
      }
    }
    return left;
  }

  private Value scaled(Value schedule, Value.Number factor, int position) {
    Value.Plan plan = plan(schedule, " in a product");
    double number = Arguments.number(factor.digits()).orElseThrow(() -> error("a product needs a number that a double can hold", factor.position()));
    try {
      return new Value.Plan(new Scaled(plan.schedule(), number), deeper(List.of(plan)), position);
    } catch (IllegalArgumentException e) {
      throw new ScheduleSyntaxException(e.getMessage(), text, factor.position(), e);
    }
  }

  /** A primary with calls behind it: cosine(50).repeat().clamp(0.1, 1). */
  private Value unary() {
    Value value = primary();
    while (token().is('.')) {
      next();
      Token name = token();
      if (name.kind() != Token.Kind.NAME) {
        throw error("after . a name has to follow, not " + name.shown(), name.position());
      }
      next();
      Value.Plan receiver = plan(value, " before .");
      value = switch (Names.key(name.text())) {
        case "then" -> sequence(List.of(receiver, argument(name)));
        case "times" -> {
          List<Value.Plan> both = List.of(receiver, argument(name));
          yield new Value.Plan(new Chained(both.stream().map(Value.Plan::schedule).toList()), deeper(both), receiver.position());
        }
        default -> {
          Value.Plan made = call(name, List.of(method(name)), List.of(new Argument(Optional.empty(), receiver)));
          yield new Value.Plan(made.schedule(), made.depth(), receiver.position());
        }
      };
    }
    return value;
  }

  private Value primary() {
    Token token = next();
    switch (token.kind()) {
      case NUMBER:
        return new Value.Number(token.text(), token.position());
      case NAME:
        return token().is('(') ? call(token, kinds(token), List.of()) : word(token);
      default:
        if (token.is('(')) {
          Value inside = expression();
          expect(')');
          return inside;
        }
        if (token.is('[')) {
          return items(token);
        }
        throw error("a schedule is missing before " + token.shown(), token.position());
    }
  }

  private Kind method(Token name) {
    return Kinds.method(name.text()).orElseThrow(() ->
        error("no operation " + name.text() + "; " + Names.hint(name.text(), Kinds.methods()), name.position()));
  }

  private List<Kind> kinds(Token name) {
    List<Kind> kinds = Kinds.named(name.text());
    if (kinds.isEmpty()) {
      throw error("no schedule " + name.text() + "; " + Names.hint(name.text(), Kinds.names()), name.position());
    }
    return kinds;
  }

  private Value word(Token token) {
    if (token.is("then")) {
      throw error("a schedule is missing before 'then'", token.position());
    }
    return new Value.Word(token.text(), token.position());
  }

  private Value items(Token open) {
    List<Value> items = new ArrayList<>();
    while (!token().is(']')) {
      items.add(expression());
      separator(']');
    }
    next();
    return new Value.Items(items, open.position());
  }

  private Value.Plan call(Token name, List<Kind> kinds, List<Argument> receiver) {
    List<Argument> arguments = new ArrayList<>(receiver);
    expect('(');
    while (!token().is(')')) {
      Optional<Token> parameter = Optional.empty();
      if (token().kind() == Token.Kind.NAME && tokens.get(at + 1).is('=')) {
        parameter = Optional.of(next());
        next();
      }
      arguments.add(new Argument(parameter, expression()));
      separator(')');
    }
    return Arguments.make(kinds, arguments, text, name.position(), next().position());
  }

  /** The one argument of then and times. */
  private Value.Plan argument(Token name) {
    expect('(');
    Value.Plan plan = plan(expression(), " in " + name.text());
    expect(')');
    return plan;
  }

  /** One after the other. As in {@link Schedule#then}, a part of length 0 is left out. */
  private Value.Plan sequence(List<Value.Plan> parts) {
    List<Value.Plan> kept = new ArrayList<>();
    List<Long> milestones = new ArrayList<>();
    long end = 0;
    for (Value.Plan part : parts.subList(0, parts.size() - 1)) {
      OptionalLong length = part.schedule().length();
      if (length.isEmpty()) {
        throw error("this schedule has no natural length, which then needs; give it one: .lasting(steps)", part.position());
      }
      if (length.getAsLong() > Long.MAX_VALUE - end) {
        throw error("the parts up to this one have more than 2^63 - 1 steps", part.position());
      }
      end += length.getAsLong();
      if (length.getAsLong() > 0) {
        kept.add(part);
        milestones.add(end);
      }
    }
    kept.add(parts.getLast());
    return kept.size() == 1 ? kept.getFirst()
        : new Value.Plan(new Sequential(kept.stream().map(Value.Plan::schedule).toList(), milestones), deeper(kept), parts.getFirst().position());
  }

  /** The depth of a schedule around others. */
  private int deeper(List<Value.Plan> parts) {
    int depth = 1 + parts.stream().mapToInt(Value.Plan::depth).max().orElse(0);
    if (depth > ScheduleText.MAX_DEPTH) {
      throw error("too many schedules inside one another; allowed: " + ScheduleText.MAX_DEPTH, parts.getFirst().position());
    }
    return depth;
  }

  private Value.Plan plan(Value value, String where) {
    return switch (value) {
      case Value.Plan plan -> plan;
      case Value.Word w -> throw Kinds.named(w.word()).isEmpty()
          ? error("no schedule " + w.word() + where + "; " + Names.hint(w.word(), Kinds.names()), w.position())
          : error(w.word() + " lacks its arguments; allowed: " + Kinds.named(w.word()).getLast().usage(), w.position());
      case Value.Number n -> throw error("a number" + where + ", where a schedule is needed", n.position());
      case Value.Items i -> throw error("a list" + where + ", where a schedule is needed", i.position());
    };
  }

  private Token token() {
    return tokens.get(at);
  }

  /** The token here, and on to the next one; the end is never passed. */
  private Token next() {
    Token token = token();
    if (token.kind() != Token.Kind.END) {
      at++;
    }
    return token;
  }

  /** Between two elements: passes the comma, which may also stand after the last one. */
  private void separator(char end) {
    if (token().is(',')) {
      next();
    } else if (!token().is(end)) {
      throw error("',' or '" + end + "' is missing before " + token().shown(), token().position());
    }
  }

  private void expect(char sign) {
    if (!token().is(sign)) {
      throw error("'" + sign + "' is missing before " + token().shown(), token().position());
    }
    next();
  }

  private ScheduleSyntaxException error(String problem, int position) {
    return new ScheduleSyntaxException(problem, text, position);
  }
}
