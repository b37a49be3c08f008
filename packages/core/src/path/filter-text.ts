import type { Cursor } from "./cursor.ts";
import { readQuoted } from "./quoted-name.ts";

/** A filter's expression, made ready for jsonpath-plus. */
export interface LexedFilter {
  /**
   * The expression without string and regular-expression literals: the n-th is the variable `$n`. jsonpath-plus cuts paths with
   * regular expressions that see into literals; what holds none, and no bracket or parenthesis directly before another, it
   * reads as we do.
   */
  readonly code: string;
  /** The literals' values. */
  readonly literals: readonly (string | RegExp)[];
  /** Whether the expression looks at the whole through `$` or `@root`. */
  readonly usesRoot: boolean;
}

const closers: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
]);

const blank = /[ \t\n\r]+/y;
const startsOperand = /[\w$@'"\u0080-\uffff]/;
const wordOrNumber = /[\w$\u0080-\uffff]+/y;
const operators = /[!=]==?|[<>]=|[+\-*%/<>!&|^~?:.,]/y;

/** Reads a regular-expression literal, which must come next. */
function readRegExp(cursor: Cursor): RegExp {
  const start = cursor.at;
  const literal = cursor.match(/\/(?:\\.|\[(?:\\.|[^\]\\\n\r])*\]|[^/\\[\n\r])+\/[a-z]*/y);
  const end = literal.lastIndexOf("/");
  if (end < 1) throw cursor.error("the regular expression that begins here is never closed", start);
  const flags = literal.slice(end + 1);
  if (/[gy]/.test(flags)) throw cursor.error("a filter's regular expression has no use for the flags g and y", start);
  try {
    return new RegExp(literal.slice(1, end), flags);
  } catch (cause) {
    throw cursor.error("this is not a regular expression", start, cause);
  }
}

class FilterLexer {
  readonly cursor: Cursor;
  readonly literals: (string | RegExp)[] = [];
  code = "";
  usesRoot = false;
  /** What would close the brackets and parentheses that are open, innermost last. */
  readonly open: string[] = [];
  /** Whether an operand just ended: then `/` divides, and another operand has no place. */
  afterOperand = false;

  constructor(cursor: Cursor) {
    this.cursor = cursor;
  }

  /** Reads one token. */
  step(): void {
    const character = this.cursor.next;
    if (this.cursor.match(blank) !== "") this.code += " ";
    else if ("([)]".includes(character)) this.bracket(character);
    else if (startsOperand.test(character) || (character === "/" && !this.afterOperand)) this.operand(character);
    else this.operator(character);
  }

  bracket(character: string): void {
    const closer = closers.get(character);
    if (closer !== undefined) this.open.push(closer);
    else if (this.open.pop() !== character) throw this.cursor.error(`nothing opens what this "${character}" closes`);
    this.cursor.at++;
    this.code += `${character} `;
    this.afterOperand = closer === undefined;
  }

  operand(character: string): void {
    if (this.afterOperand) throw this.cursor.expected("an operator");
    this.afterOperand = true;
    if (character === "@") this.current();
    else if (character === "/") this.literal(readRegExp(this.cursor));
    else if (character === "'" || character === '"') this.literal(readQuoted(this.cursor));
    else this.word();
  }

  literal(value: string | RegExp): void {
    this.code += `$${this.literals.length} `;
    this.literals.push(value);
  }

  /** `@` and the name after it. */
  current(): void {
    const start = this.cursor.at;
    const word = this.cursor.match(/@[\w$]*/y);
    this.usesRoot ||= word === "@root";
    if (word === "@root") this.code += "$";
    else if (word === "@property") this.code += "@property ";
    else if (word !== "@") throw this.cursor.error("a filter knows @, @property, @root and $", start);
    else this.code += ".[".includes(this.cursor.next) ? "@" : "@ ";
  }

  /** A number, or the name of something: a member, `$`, `true`, `typeof`. */
  word(): void {
    const isMember = this.code.endsWith(".");
    const word = this.cursor.match(wordOrNumber);
    this.code += word;
    this.usesRoot ||= word === "$";
    if (!isMember && (word === "typeof" || word === "void")) this.afterOperand = false;
  }

  operator(character: string): void {
    const operator = this.cursor.match(operators);
    if (operator === "") {
      throw this.cursor.expected(character === "=" ? '"==" (filters compare, they assign nothing)' : "an expression");
    }
    this.code += operator;
    this.afterOperand = false;
  }
}

/**
 * Reads a filter's expression up to the `,` or `]` that ends it, or to the end of the text. Whether it makes sense is
 * jsonpath-plus's to say, but for what it would let pass: assignments, and one operand after another.
 */
export function lexFilter(cursor: Cursor): LexedFilter {
  const start = cursor.at;
  const lexer = new FilterLexer(cursor);
  while (cursor.next !== "" && (lexer.open.length > 0 || !",]".includes(cursor.next))) lexer.step();
  const unclosed = lexer.open.pop();
  if (unclosed !== undefined) throw cursor.expected(`"${unclosed}"`);
  if (lexer.code.trim() === "") throw cursor.expected("an expression", start);
  return lexer;
}
