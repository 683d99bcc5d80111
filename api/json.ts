import { bodyError, Problem } from './problem.ts';

const MAX_DEPTH = 64;

/** NUL, and half a surrogate pair. */
const UNKEEPABLE = /[\0\p{Surrogate}]/u;

/**
 * The JSON value in `bytes`.
 *
 * @throws Problem `malformed-request`, naming the position, for what is not JSON in UTF-8; also for text that no server
 * behind us can keep (NUL, half a surrogate pair), and for nesting deeper than 64
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem('malformed-request', `The body is not JSON: ${firstFault(text)}`);
  }
  refuseUnkeepable(value);
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('malformed-request', 'The body is not UTF-8');
  }
}

function refuseUnkeepable(root: unknown): void {
  const todo: { value: unknown; path: PropertyKey[] }[] = [{ value: root, path: [] }];
  let next;
  while ((next = todo.pop()) !== undefined) {
    const { value, path } = next;
    if (path.length > MAX_DEPTH) {
      throw new Problem('malformed-request', `The body is nested deeper than ${MAX_DEPTH} levels`);
    }
    if (typeof value === 'string') refuseText(value, path);
    if (value === null || typeof value !== 'object') continue;
    for (const [key, inner] of Object.entries(value)) {
      refuseText(key, path);
      todo.push({ value: inner, path: [...path, Array.isArray(value) ? Number(key) : key] });
    }
  }
}

function refuseText(text: string, path: PropertyKey[]): void {
  if (!UNKEEPABLE.test(text)) return;
  const error = bodyError(path, 'holds NUL or half a surrogate pair');
  throw new Problem('malformed-request', `${error.field}: ${error.detail}`, { errors: [error] });
}

const TOKEN =
  /[ \t\n\r]*(?:(?<punctuation>[{}[\]:,])|(?<string>"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*")|(?<value>true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?))/y;

/** What may come next in a JSON text. */
type Expected =
  'a value' | 'a value or "]"' | 'a key or "}"' | 'a key' | '":"' | '"," or "]"' | '"," or "}"' | 'the end';

/** Says where `text`, which is not JSON, first goes wrong. It names the place and never what stands there. */
function firstFault(text: string): string {
  const open: ('[' | '{')[] = [];
  let expected: Expected = 'a value';
  let position = 0;
  const afterValue = (): Expected => {
    const container = open.at(-1);
    if (container === undefined) return 'the end';
    return container === '[' ? '"," or "]"' : '"," or "}"';
  };
  for (;;) {
    TOKEN.lastIndex = position;
    const token = TOKEN.exec(text);
    const next = token && following(token);
    if (!next) break;
    expected = next;
    position = TOKEN.lastIndex;
  }
  const fault = position + (/^[ \t\n\r]*/.exec(text.slice(position))?.[0].length ?? 0);
  const before = text.slice(0, fault);
  const line = before.split('\n').length;
  const column = fault - before.lastIndexOf('\n');
  const place = `position ${fault} (line ${line}, column ${column})`;
  return fault === text.length
    ? `it ends at ${place}, where ${expected} is expected`
    : `${expected} is expected at ${place}`;

  function following({ groups = {} }: RegExpExecArray): Expected | undefined {
    const mayBeValue = expected === 'a value' || expected === 'a value or "]"';
    if (groups['string'] !== undefined) {
      if (expected === 'a key' || expected === 'a key or "}"') return '":"';
      return mayBeValue ? afterValue() : undefined;
    }
    if (groups['value'] !== undefined) return mayBeValue ? afterValue() : undefined;
    switch (groups['punctuation']) {
      case '{':
        if (!mayBeValue) return undefined;
        open.push('{');
        return 'a key or "}"';
      case '[':
        if (!mayBeValue) return undefined;
        open.push('[');
        return 'a value or "]"';
      case '}':
        if (expected !== 'a key or "}"' && expected !== '"," or "}"') return undefined;
        open.pop();
        return afterValue();
      case ']':
        if (expected !== 'a value or "]"' && expected !== '"," or "]"') return undefined;
        open.pop();
        return afterValue();
      case ':':
        return expected === '":"' ? 'a value' : undefined;
      default:
        if (expected === '"," or "]"') return 'a value';
        return expected === '"," or "}"' ? 'a key' : undefined;
    }
  }
}
