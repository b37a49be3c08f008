import { type Comment, parseSync } from "oxc-parser";

type Node = ReturnType<typeof parseSync>["program"]["body"][number];
type Expression = Extract<Node, { type: "ExpressionStatement" }>["expression"];

/** The module that an example is run as: itself behind the prelude, its claims checked; see README.md. */
export function exampleModule(code: string, prelude: string): string {
  const { program, module, comments, errors } = parseSync("example.ts", code, { sourceType: "module" });
  if (errors.length > 0) throw new SyntaxError(errors.map(({ message }) => message).join("; "));
  const standsAlone = module.staticImports.length > 0;
  let checked = code;
  for (const statement of program.body.toReversed()) {
    if (!standsAlone && statement.type === "ExportNamedDeclaration" && statement.declaration) {
      checked = checked.slice(0, statement.start) + checked.slice(statement.declaration.start);
    }
    const claimed = comments.map((comment) => claim(code, statement, comment)).find((text) => text !== undefined);
    const subject = claimed && subjectOf(statement);
    if (!subject) continue;
    const check = `claim(${typeof subject === "string" ? subject : code.slice(subject.start, subject.end)}, ${claimed});`;
    // Declarations stay, and are checked behind; expressions are evaluated once, by their check.
    const kept = typeof subject === "string" ? code.slice(statement.start, statement.end) : "";
    checked = `${checked.slice(0, statement.start)}${kept} ${check}${checked.slice(statement.end)}`;
  }
  const claiming = `import { deepStrictEqual } from "node:assert/strict";
const claim: (actual: unknown, claimed: unknown) => void = deepStrictEqual;\n`;
  return claiming + (standsAlone ? checked : `${prelude}\n{\n${checked}\n}\nexport {};\n`);
}

/** The literal in a comment behind a statement, on its line. */
function claim(code: string, { end }: Node, comment: Comment): string | undefined {
  if (comment.type !== "Line" || comment.start < end || !/^[ \t]*$/.test(code.slice(end, comment.start)))
    return undefined;
  const { program, errors } = parseSync("claim.ts", `(${comment.value}\n)`);
  const [statement] = program.body;
  if (errors.length > 0 || statement?.type !== "ExpressionStatement") return undefined;
  return isLiteral(statement.expression) ? comment.value.trim() : undefined;
}

function isLiteral(node: Expression): boolean {
  switch (node.type) {
    case "Literal":
      return true;
    case "Identifier":
      return node.name === "undefined";
    case "ParenthesizedExpression":
      return isLiteral(node.expression);
    case "UnaryExpression":
      return node.operator === "-" && isLiteral(node.argument);
    case "ArrayExpression":
      return node.elements.every(
        (element) => element !== null && element.type !== "SpreadElement" && isLiteral(element),
      );
    case "ObjectExpression":
      return node.properties.every(
        (member) => member.type === "Property" && !member.computed && isLiteral(member.value),
      );
    default:
      return false;
  }
}

/** What a claim behind a statement is about: an expression, or a variable's name. */
function subjectOf(statement: Node): Expression | string | undefined {
  if (statement.type === "VariableDeclaration") {
    const id = statement.declarations[0]?.id;
    const only = id?.type === "ArrayPattern" && id.elements.length === 1 ? id.elements[0] : id;
    return only?.type === "Identifier" ? only.name : undefined;
  }
  if (statement.type !== "ExpressionStatement") return undefined;
  const { expression } = statement;
  if (expression.type !== "CallExpression" || expression.callee.type !== "MemberExpression") return expression;
  const { object, property } = expression.callee;
  const prints = object.type === "Identifier" && object.name === "console" && property.type === "Identifier";
  const [argument] = expression.arguments;
  if (!prints) return expression;
  return expression.arguments.length === 1 && argument?.type !== "SpreadElement" ? argument : undefined;
}
