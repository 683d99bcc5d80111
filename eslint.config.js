import tseslint from 'typescript-eslint';

/** The architecture as a rule: which folder may import from which (docs/architecture.md draws it). */
const mayImport = {
  workflows: [],
  store: [],
  activities: ['store', 'workflows'],
  worker: ['activities', 'store', 'client', 'workflows'],
  client: ['workflows'],
  api: ['client', 'store', 'worker', 'activities', 'workflows'],
  'asl/compiler': [],
  'asl/lambda': ['activities', 'store', 'workflows'],
  dev: ['api', 'client', 'store', 'worker'],
};
const folders = [...Object.keys(mayImport), 'bench', 'test'];

/** Imports that leave `folder` for one it may not know. Packages and the folder's own files are not meant. */
function forbiddenImports(folder) {
  const others = folders.filter((other) => other !== folder && !mayImport[folder].includes(other));
  return {
    regex: `^(?:\\.\\./)+(?:${others.join('|')})/`,
    allowTypeImports: folder === 'workflows',
    message: `${folder}/ may import from ${mayImport[folder].join(', ') || 'no other folder'} only.`,
  };
}

/** The compiler's stages: which may import from which. Its front end and its emitter know the model, not each other. */
const stageMayImport = {
  diagnostics: [],
  expression: ['diagnostics'],
  model: ['expression'],
  source: ['model', 'expression', 'diagnostics'],
  emit: ['model', 'expression'],
};
const stages = [...Object.keys(stageMayImport), 'command'];

/** Imports that leave a stage for one it may not know. */
function forbiddenStages(stage) {
  const others = stages.filter((other) => other !== stage && !stageMayImport[stage].includes(other));
  return {
    regex: `^(?:\\.\\./)+(?:${others.join('|')})/`,
    message: `${stage}/ may import from ${stageMayImport[stage].join(', ') || 'no other stage'} only.`,
  };
}

/** Packages that belong to one folder. */
const onlyIn = { store: ['mongodb'], activities: ['nodemailer'], api: ['express'] };

function othersPackages(folder) {
  return Object.entries(onlyIn)
    .filter(([owner]) => owner !== folder)
    .map(([owner, group]) => ({ group, allowTypeImports: false, message: `Only ${owner}/ imports this.` }));
}

const onlyTemporalWorkflow = {
  regex: '^(?!\\.|@temporalio/(?:workflow|common/lib/time\\.js)$)',
  allowTypeImports: true,
  message: 'A workflow is deterministic: it imports the Temporal workflow API, ./patterns and types only.',
};

export default tseslint.config(
  { ignores: ['node_modules/', '.twinstep/', 'dist/', 'asl/definitions/', 'test/compiler/programs/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' },
      ],
    },
  },
  ...Object.keys(mayImport).map((folder) => ({
    files: [`${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            forbiddenImports(folder),
            ...othersPackages(folder),
            ...(folder === 'workflows' ? [onlyTemporalWorkflow] : []),
          ],
        },
      ],
    },
  })),
  ...Object.keys(stageMayImport).map((stage) => ({
    files: [`asl/compiler/${stage}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            forbiddenImports('asl/compiler'),
            ...othersPackages('asl/compiler'),
            forbiddenStages(stage),
          ],
        },
      ],
    },
  })),
  {
    files: ['workflows/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'fetch', 'setImmediate', 'performance', 'crypto'],
      'no-restricted-properties': [
        'error',
        {
          object: 'Math',
          property: 'random',
          message: 'Use uuid4() of the Temporal workflow API, or an activity.',
        },
      ],
    },
  },
  {
    // ts-morph builds its node classes from mixins, which the rule takes for foreign objects.
    files: ['asl/compiler/**/*.ts', 'test/compiler/**/*.ts', 'test/activities/non-retryable-types.ts'],
    rules: { '@typescript-eslint/no-unsafe-class-instance-assignment': 'off' },
  },
  {
    // The arguments were checked against `parameters` before.
    files: ['asl/compiler/expression/builtins/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  { files: ['**/*.js'], extends: [tseslint.configs.disableTypeChecked] },
);
