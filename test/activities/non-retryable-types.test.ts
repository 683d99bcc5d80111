import { join } from 'node:path';
import { Project } from 'ts-morph';
import { expect, it } from 'vitest';
import { described, unlistedTypes } from './non-retryable-types.ts';

it('every type that an activity throws as non-retryable is listed where workflows call it', () => {
  const root = join(import.meta.dirname, '../..');
  const project = new Project({
    tsConfigFilePath: join(root, 'tsconfig.json'),
    skipAddingFilesFromTsConfig: true,
  });
  project.addSourceFilesAtPaths([join(root, 'activities/**/*.ts'), join(root, 'workflows/**/*.ts')]);
  expect(unlistedTypes(project).map(described)).toEqual([]);
});

const ACTIVITIES = `
  export function createTeaActivities({ kettle }: { kettle: { boil(): void } }) {
    return {
      async brew({ leaves }: { leaves: number }) {
        check(leaves);
        kettle.boil();
        pour(true);
      },
      drink: async () => refuse('TooHot'),
    };
  }
  function check(leaves: number) {
    if (leaves < 1) throw ApplicationFailure.nonRetryable('No leaves', 'NoLeaves');
    if (leaves > 9) throw ApplicationFailure.retryable('Too many at once', 'TooMany');
  }
  const pour = (full: boolean) => {
    throw ApplicationFailure.create({ message: '', type: full ? 'Spilt' : 'Empty', nonRetryable: true });
  };
  function refuse(type: 'TooHot' | 'TooCold') {
    throw ApplicationFailure.nonRetryable('', type);
  }
`;

function check(workflow: string) {
  const project = new Project({ useInMemoryFileSystem: true });
  project.createSourceFile('/activities/tea.ts', ACTIVITIES);
  project.createSourceFile('/workflows/tea.ts', workflow);
  return unlistedTypes(project).map(described);
}

it('a type that is not listed is named, with the activity, the place and the workflow', () => {
  const found = check(`
    const { brew } = proxyActivities({ retry: { nonRetryableErrorTypes: ['NoLeaves', 'Empty'] } });
    const { drink: sip } = proxyLocalActivities({});
  `);
  expect(found).toEqual([
    'brew throws Spilt as non-retryable (activities/tea.ts:17): list it in nonRetryableErrorTypes of the options with which workflows/tea.ts calls it',
    expect.stringMatching(/^drink throws TooHot .*activities\/tea\.ts:20/),
    expect.stringMatching(/^drink throws TooCold /),
  ]);
});

it('where all are listed nothing is named', () => {
  expect(
    check(
      `const { brew } = proxyActivities({ retry: { nonRetryableErrorTypes: ['NoLeaves', 'Spilt', 'Empty'] } });`,
    ),
  ).toEqual([]);
});

it.each([
  ['an activity that is not there', 'const { pour } = proxyActivities({});', 'there is no activity pour'],
  ['a proxy that is kept whole', 'const tea = proxyActivities({});', 'take the activities out of the proxy'],
  [
    'a list that nobody can read',
    'declare const types: string[]; const { brew } = proxyActivities({ retry: { nonRetryableErrorTypes: types } });',
    'this is no list of types',
  ],
])('%s is an error', (_, workflow, message) => {
  expect(() => check(workflow)).toThrow(message);
});
