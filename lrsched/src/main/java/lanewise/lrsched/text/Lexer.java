package lanewise.lrsched.text;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text into tokens. */
final class Lexer {
  private static final String SIGNS = "()[],.=*";

  private final String text;
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  static List<Token> tokens(String text) {
    Lexer lexer = new Lexer(text);
    List<Token> tokens = new ArrayList<>();
    do {
      tokens.add(lexer.next());
    } while (tokens.getLast().kind() != Token.Kind.END);
    return tokens;
  }

  private Token next() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return new Token(Token.Kind.END, "", at);
    }
    char c = text.charAt(at);
    int start = at;
    if (isLetter(c)) {
      skipWord();
      return token(Token.Kind.NAME, start);
    }
    if (isDigit(c) || c == '-' || c == '+' || c == '.' && isDigit(peek(1))) {
      return number();
    }
    if (SIGNS.indexOf(c) >= 0) {
      at++;
      return token(Token.Kind.SIGN, start);
    }
    throw new ScheduleSyntaxException("unexpected character", text, at);
  }

  /** Digits, a point and more digits, an exponent; or a sign and the word inf. */
  private Token number() {
    int start = at;
    if (peek(0) == '-' || peek(0) == '+') {
      at++;
    }
    int digits = skipDigits();
    if (peek(0) == '.' && isDigit(peek(1))) {
      at++;
      digits += skipDigits();
    }
    if (digits > 0 && (peek(0) == 'e' || peek(0) == 'E')) {
      at++;
      if (peek(0) == '-' || peek(0) == '+') {
        at++;
      }
      if (skipDigits() == 0) {
        throw new ScheduleSyntaxException("the exponent of a number has no digits", text, at);
      }
    }
    if (digits == 0 && isLetter(peek(0))) {
      skipWord();
      return token(Token.Kind.NUMBER, start);
    }
    if (digits == 0 || isLetter(peek(0))) {
      throw new ScheduleSyntaxException("a number does not go on like this", text, at);
    }
    return token(Token.Kind.NUMBER, start);
  }

  private Token token(Token.Kind kind, int start) {
    return new Token(kind, text.substring(start, at), start);
  }

  private void skipWord() {
    while (isLetter(peek(0)) || isDigit(peek(0))) {
      at++;
    }
  }

  private int skipDigits() {
    int start = at;
    while (isDigit(peek(0)) || peek(0) == '_' && at > start) {
      at++;
    }
    return at - start;
  }

  /** The character some places on; 0 beyond the end. */
  private char peek(int places) {
    return at + places < text.length() ? text.charAt(at + places) : 0;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
