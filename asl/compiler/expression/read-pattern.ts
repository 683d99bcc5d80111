import { type BindingElement, type BindingName, type Identifier, Node } from 'ts-morph';
import { refuse } from '../diagnostics/diagnostics.ts';
import { call, conditional, equal, type Expression, literal } from './expression.ts';
import { propertyOf, readExpression, retyped } from './read.ts';
import type { Scope } from './scope.ts';
import { isOnly, naturalType, typeOf, union, type ValueType, valueTypeOf, without } from './value-type.ts';

/**
 * Takes a value apart as a declaration's pattern says, defaults included. Calls `bind` for each name, in order; a later
 * default may read an earlier name through the scope. `value` is repeated for each name, so give it one that is short.
 *
 * @throws Refusal as `readExpression`
 */
export function readPattern(
  pattern: BindingName,
  value: Expression,
  scope: Scope,
  bind: (name: Identifier, value: Expression) => void,
): void {
  if (Node.isIdentifier(pattern)) {
    bind(pattern, retyped(value, valueTypeOf(pattern)));
    return;
  }
  if (Node.isObjectBindingPattern(pattern)) {
    const taken: string[] = [];
    for (const element of pattern.getElements()) {
      const field = element.getDotDotDotToken() ? rest(value, taken) : fieldOf(element, value, scope);
      if (field.name !== undefined) taken.push(field.name);
      readPattern(element.getNameNode(), field.value, scope, bind);
    }
    return;
  }
  for (const [index, element] of pattern.getElements().entries()) {
    if (Node.isOmittedExpression(element)) continue;
    if (!isOnly(without(value.type, 'undefined'), 'array')) {
      refuse(
        element,
        'ASL103',
        'Only a list can be taken apart by position.',
        'Give the value the type of a list.',
      );
    }
    const part: Expression = element.getDotDotDotToken()
      ? call('array.slice', value.type, value, literal(index))
      : withDefault(element, elementAt(value, index, partType(element)), scope);
    readPattern(element.getNameNode(), part, scope, bind);
  }
}

function elementAt(object: Expression, index: number, type: ValueType): Expression {
  return { kind: 'element', object, index: { ...literal(index), type: naturalType }, type };
}

function rest(value: Expression, taken: readonly string[]): { value: Expression; name?: string } {
  return { value: call('object.rest', typeOf('object'), value, ...taken.map(literal)) };
}

function fieldOf(
  element: BindingElement,
  value: Expression,
  scope: Scope,
): { value: Expression; name?: string } {
  const nameNode = element.getPropertyNameNode() ?? element.getNameNode();
  if (Node.isComputedPropertyName(nameNode)) {
    refuse(
      element,
      'ASL101',
      'A computed name in a pattern cannot be exported.',
      'Read the field with object[key].',
    );
  }
  const name = Node.isStringLiteral(nameNode) ? nameNode.getLiteralText() : nameNode.getText();
  const field = propertyOf(element, value, name, partType(element));
  return { value: withDefault(element, field, scope), name };
}

/** The type of the part before its default. */
function partType(element: BindingElement): ValueType {
  const type = valueTypeOf(element);
  return element.getInitializer() ? union(type, typeOf('undefined')) : type;
}

function withDefault(element: BindingElement, part: Expression, scope: Scope): Expression {
  const initializer = element.getInitializer();
  if (!initializer) return part;
  const given = { ...part, type: without(part.type, 'undefined') };
  return conditional(equal(part, literal(undefined)), readExpression(initializer, scope), given);
}
