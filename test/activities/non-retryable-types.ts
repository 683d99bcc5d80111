import { type CallExpression, Node, type Project, type SourceFile } from 'ts-morph';

/** An activity that may end at once with a failure of a type that a workflow's options for it do not list. */
export interface Unlisted {
  activity: string;
  type: string;
  /** `file:line` of where it is thrown. */
  thrownAt: string;
  /** The file of the workflow that calls it. */
  workflow: string;
}

/** What an activity ends at once with, and where. */
interface Thrown {
  type: string;
  at: string;
}

/**
 * The types with which activities fail as non-retryable, though the workflows that call them do not list these types in
 * `nonRetryableErrorTypes`: on Temporal such a failure ends the activity all the same, on Step Functions it is retried.
 *
 * An activity is a method of the object that a `create…Activities` function gives. All code that it may reach counts.
 */
export function unlistedTypes(project: Project): Unlisted[] {
  const activities = activitiesIn(project);
  const thrown = new Map<string, Thrown[]>();
  return proxiesIn(project).flatMap(({ names, listed, workflow }) =>
    names.flatMap((activity) => {
      const implementation = activities.get(activity);
      if (!implementation) throw new Error(`${workflow}: there is no activity ${activity}`);
      const throws = thrown.get(activity) ?? failuresIn(implementation);
      thrown.set(activity, throws);
      return throws
        .filter(({ type }) => !listed.includes(type))
        .map(({ type, at }) => ({ activity, type, thrownAt: at, workflow }));
    }),
  );
}

/** What is wrong, and what to do. */
export function described({ activity, type, thrownAt, workflow }: Unlisted): string {
  return `${activity} throws ${type} as non-retryable (${thrownAt}): list it in nonRetryableErrorTypes of the options with which ${workflow} calls it`;
}

function activitiesIn(project: Project): Map<string, Node> {
  const factories = project
    .getSourceFiles()
    .flatMap((file) => file.getFunctions())
    .filter((each) => /^create\w*Activities$/.test(each.getName() ?? ''));
  return new Map(
    factories.flatMap((factory) =>
      factory
        .getReturnType()
        .getProperties()
        .flatMap((property): [string, Node][] => {
          const declaration = property.getValueDeclaration();
          return declaration ? [[property.getName(), declaration]] : [];
        }),
    ),
  );
}

interface Proxy {
  names: string[];
  listed: string[];
  workflow: string;
}

function proxiesIn(project: Project): Proxy[] {
  return project.getSourceFiles().flatMap((file) =>
    callsIn(file)
      .filter((call) => /^proxy(Local)?Activities$/.test(call.getExpression().getText()))
      .map((call) => ({ names: namesOf(call), listed: listedIn(call), workflow: pathOf(file) })),
  );
}

function namesOf(proxy: CallExpression): string[] {
  const declaration = proxy.getParent();
  const pattern = Node.isVariableDeclaration(declaration) ? declaration.getNameNode() : undefined;
  if (!Node.isObjectBindingPattern(pattern)) {
    throw new Error(`${placeOf(proxy)}: take the activities out of the proxy by their names`);
  }
  return pattern
    .getElements()
    .map((element) => element.getPropertyNameNode()?.getText() ?? element.getName());
}

function listedIn(proxy: CallExpression): string[] {
  const list = proxy
    .getDescendants()
    .filter(Node.isPropertyAssignment)
    .find((property) => property.getName() === 'nonRetryableErrorTypes')
    ?.getInitializer();
  if (!list) return [];
  if (!Node.isArrayLiteralExpression(list)) throw new Error(`${placeOf(list)}: this is no list of types`);
  return list.getElements().flatMap((element) => namesIn(element));
}

/** Every failure that the code may end at once with, through all functions that it names. */
function failuresIn(code: Node, seen = new Set<Node>()): Thrown[] {
  if (seen.has(code)) return [];
  seen.add(code);
  return [
    ...callsIn(code).flatMap(thrownBy),
    ...namedIn(code).flatMap((declaration) => failuresIn(declaration, seen)),
  ];
}

/** What a call makes, if it makes a non-retryable failure. */
function thrownBy(call: CallExpression): Thrown[] {
  const made = /^ApplicationFailure\.(nonRetryable|create)$/.exec(call.getExpression().getText())?.[1];
  if (!made) return [];
  const [first, second] = call.getArguments();
  const type = made === 'nonRetryable' ? second : typeGiven(first);
  if (type === 'retryable') return [];
  if (!type) throw new Error(`${placeOf(call)}: a non-retryable failure needs a type`);
  return namesIn(type).map((name) => ({ type: name, at: placeOf(call) }));
}

/** The type in `ApplicationFailure.create({ type, nonRetryable: true })`. */
function typeGiven(options: Node | undefined): Node | 'retryable' | undefined {
  const given = (name: string) => {
    const property = Node.isObjectLiteralExpression(options) ? options.getProperty(name) : undefined;
    if (Node.isShorthandPropertyAssignment(property)) return property.getNameNode();
    return Node.isPropertyAssignment(property) ? property.getInitializer() : undefined;
  };
  const nonRetryable = given('nonRetryable');
  return !nonRetryable || Node.isFalseLiteral(nonRetryable) ? 'retryable' : given('type');
}

/** The functions, methods and constants that the code names, in the project's own files. */
function namedIn(code: Node): Node[] {
  return code
    .getDescendants()
    .filter(Node.isIdentifier)
    .flatMap((name) => {
      const symbol = name.getSymbol();
      return (symbol?.getAliasedSymbol() ?? symbol)?.getDeclarations() ?? [];
    })
    .filter((declaration) => isOwn(declaration) && isCode(declaration));
}

function isCode(declaration: Node): boolean {
  return (
    Node.isFunctionDeclaration(declaration) ||
    Node.isMethodDeclaration(declaration) ||
    Node.isPropertyAssignment(declaration) ||
    Node.isVariableDeclaration(declaration) ||
    Node.isClassDeclaration(declaration)
  );
}

function isOwn(declaration: Node): boolean {
  return !declaration.getSourceFile().isInNodeModules() && !declaration.getSourceFile().isDeclarationFile();
}

/** The strings that an expression may be, as its type says. */
function namesIn(expression: Node): string[] {
  const type = expression.getType();
  const names = (type.isUnion() ? type.getUnionTypes() : [type]).map((each) => each.getLiteralValue());
  if (!names.every((name) => typeof name === 'string')) {
    throw new Error(`${placeOf(expression)}: nobody can tell which types "${expression.getText()}" may be`);
  }
  return names;
}

function callsIn(node: Node): CallExpression[] {
  return node.getDescendants().filter(Node.isCallExpression);
}

function placeOf(node: Node): string {
  return `${pathOf(node.getSourceFile())}:${node.getStartLineNumber()}`;
}

function pathOf(file: SourceFile): string {
  return file.getFilePath().replace(/^.*\/(?=(activities|workflows|store|client|asl)\/)/, '');
}
