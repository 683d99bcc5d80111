import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';

/** Folders are the architecture: what may import what, as docs/architecture.md draws it. */
const folders = [
  'workflows/patterns',
  'workflows',
  'activities',
  'store',
  'worker',
  'client',
  'api',
  'asl/compiler',
  'asl/lambda',
  'dev',
  'test',
  'bench',
];

const mayImport = {
  'workflows/patterns': [],
  workflows: ['workflows/patterns'],
  store: [],
  activities: ['store', 'workflows'],
  worker: ['activities', 'store', 'client', 'workflows'],
  client: ['workflows'],
  api: ['client', 'store', 'worker', 'activities', 'workflows'],
  'asl/compiler': [],
  'asl/lambda': ['activities', 'store'],
  dev: ['api', 'client', 'store', 'worker'],
  test: folders,
  bench: folders,
};

export default tseslint.config(
  { ignores: ['node_modules/', '.twinstep/', 'dist/', 'asl/definitions/', 'test/compiler/programs/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { boundaries },
    settings: {
      'boundaries/elements': folders.map((folder) => ({ type: folder, pattern: folder, mode: 'folder' })),
      'import/resolver': { node: { extensions: ['.ts', '.js'] } },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' },
      ],
      'boundaries/element-types': [
        'error',
        {
          default: 'disallow',
          rules: Object.entries(mayImport).map(([from, allow]) => ({ from: [from], allow: [from, ...allow] })),
        },
      ],
    },
  },
  {
    files: ['workflows/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^node:', message: 'A workflow is deterministic: no Node built-ins.' },
            { regex: '^(?!\\.|@temporalio/workflow$)', message: 'A workflow imports the Temporal workflow API, ./patterns and types only.', allowTypeImports: true },
          ],
        },
      ],
      'no-restricted-globals': ['error', 'process', 'fetch', 'setImmediate', 'performance', 'crypto'],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Use uuid4() of the Temporal workflow API, or an activity.' },
      ],
    },
  },
  {
    files: ['workflows/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': 'off',
    },
  },
  { files: ['**/*.js'], extends: [tseslint.configs.disableTypeChecked] },
);
