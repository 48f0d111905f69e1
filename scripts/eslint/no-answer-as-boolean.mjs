// ESLint rule: an Answer ("yes", "no", "unknown") must be compared, not used as a condition; all three are truthy, so the
// condition would always hold. It needs types and looks at what is tested, not at what Answers are made of.
import ts from "typescript";

const answers = new Set(["yes", "no", "unknown"]);

/** Methods that take what their callback returns for true or false. */
const predicates = new Set(["every", "filter", "find", "findIndex", "findLast", "findLastIndex", "some"]);

/** @type {import("eslint").Rule.RuleModule} */
export const noAnswerAsBoolean = {
  meta: {
    type: "problem",
    docs: { description: "Disallow using an Answer as a condition" },
    messages: { compared: 'An Answer is always truthy: compare it with "yes", "no" or "unknown".' },
    schema: [],
  },
  create(context) {
    const services = context.sourceCode.parserServices;
    if (!services.program) throw new Error("no-answer-as-boolean needs parserOptions.projectService.");
    const checker = services.program.getTypeChecker();

    const typeOf = (node) => services.getTypeAtLocation(node);
    const isAnswer = (type) => {
      const known = checker.getBaseConstraintOfType(type) ?? type;
      const members = known.isUnion() ? known.types : [known];
      const words = members.filter((member) => (member.flags & ts.TypeFlags.StringLike) !== 0);
      return words.length > 0 && words.every((member) => member.isStringLiteral() && answers.has(member.value));
    };
    const report = (node) => context.report({ node, messageId: "compared" });

    /** The left of `&&` and `||` and what `!` negates have visitors of their own. */
    const condition = (node) => {
      if (!node || (node.type === "UnaryExpression" && node.operator === "!")) return;
      if (node.type === "LogicalExpression" && node.operator !== "??") condition(node.right);
      else if (isAnswer(typeOf(node))) report(node);
    };
    const test = (node) => condition(node.test);

    /** `assert(x)` and `assert.ok(x)` tell the compiler that x is truthy. */
    const asserted = (call) => {
      const signature = checker.getResolvedSignature(services.esTreeNodeToTSNodeMap.get(call));
      const predicate = signature && checker.getTypePredicateOfSignature(signature);
      if (predicate?.kind === ts.TypePredicateKind.AssertsIdentifier && !predicate.type)
        condition(call.arguments[predicate.parameterIndex]);
    };

    return {
      IfStatement: test,
      ConditionalExpression: test,
      WhileStatement: test,
      DoWhileStatement: test,
      ForStatement: test,
      UnaryExpression(node) {
        if (node.operator === "!") condition(node.argument);
      },
      LogicalExpression(node) {
        if (node.operator !== "??") condition(node.left);
      },
      AssignmentExpression(node) {
        if (node.operator === "&&=" || node.operator === "||=") condition(node.left);
      },
      CallExpression(node) {
        const [first] = node.arguments;
        asserted(node);
        if (!first) return;
        if (node.callee.type === "Identifier" && node.callee.name === "Boolean") condition(first);
        if (node.callee.type !== "MemberExpression" || node.callee.property.type !== "Identifier") return;
        if (!predicates.has(node.callee.property.name)) return;
        if (
          typeOf(first)
            .getCallSignatures()
            .some((signature) => isAnswer(signature.getReturnType()))
        )
          report(first);
      },
    };
  },
};
