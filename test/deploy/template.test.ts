import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { parse, type CollectionTag, type ScalarTag } from 'yaml';
import { entries } from '../../asl/lambda/build.ts';
import { describeWithAwsLint } from './aws-lint.ts';

const root = join(import.meta.dirname, '../..');
const template = join(root, 'deploy/template.yaml');

interface Resource {
  Type: string;
  Properties: {
    Handler?: string;
    Events?: object;
    DefinitionUri?: string;
    DefinitionSubstitutions?: Record<string, string>;
    Policies?: (string | { Statement: { Action: string | string[]; Resource: string | string[] }[] })[];
  };
}

/** CloudFormation's functions, as text: `!GetAtt a.Arn` is `a.Arn`, `!Ref a` is `a`. */
const functions: (ScalarTag | CollectionTag)[] = [
  ...['!Ref', '!GetAtt', '!Sub'].map((tag) => ({ tag, resolve: (text: string) => text })),
  { tag: '!Join', collection: 'seq', resolve: (parts) => parts },
];

const { Resources: resources } = parse(readFileSync(template, 'utf8'), {
  customTags: functions,
  merge: true,
}) as {
  Resources: Record<string, Resource>;
};
const ofType = (type: string) => Object.entries(resources).filter(([, resource]) => resource.Type === type);
const machines = ofType('AWS::Serverless::StateMachine');
const lambdas = ofType('AWS::Serverless::Function');
const definitions = readdirSync(join(root, 'asl/definitions')).filter((file) => file.endsWith('.asl.json'));

const substituted = (definition: string) => {
  const text = readFileSync(join(root, 'asl/definitions', definition), 'utf8');
  return [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name))].sort();
};

/** The resources that a machine's role may use in this way. */
const allowed = ({ Properties: { Policies = [] } }: Resource, action: string) =>
  Policies.flatMap((policy) => (typeof policy === 'string' ? [] : policy.Statement))
    .filter(({ Action }) => [Action].flat().includes(action))
    .flatMap(({ Resource }) => [Resource].flat())
    .sort();

describe('the template', () => {
  it('deploys every exported definition, and nothing else', () => {
    const deployed = machines.map(([, { Properties }]) => basename(Properties.DefinitionUri ?? ''));
    expect(deployed.sort()).toEqual(definitions.sort());
  });

  it.each(machines)('gives %s what its definition names, and lets it call just that', (_, machine) => {
    const { DefinitionUri = '', DefinitionSubstitutions = {} } = machine.Properties;
    expect(Object.keys(DefinitionSubstitutions).sort()).toEqual(substituted(basename(DefinitionUri)));
    for (const [name, value] of Object.entries(DefinitionSubstitutions)) {
      expect([name, `${name}.Arn`]).toContain(value);
      expect(resources).toHaveProperty(name);
    }
    const called = Object.values(DefinitionSubstitutions)
      .filter((value) => value.endsWith('.Arn'))
      .sort();
    expect(allowed(machine, 'lambda:InvokeFunction')).toEqual(called);
  });

  it('has a Lambda function for every handler, and a handler for every function', async () => {
    const bundles = await build({
      entryPoints: entries.map((entry) => join(root, `asl/lambda/${entry}.ts`)),
      bundle: false,
      format: 'esm',
      write: false,
      metafile: true,
      outdir: 'unused',
    });
    const handlers = Object.entries(bundles.metafile.outputs).flatMap(([file, { exports }]) =>
      exports.map((name) => `${basename(file, '.js')}.${name}`),
    );
    expect(lambdas.map(([, { Properties }]) => Properties.Handler).sort()).toEqual(handlers.sort());
  });

  it('has no function that nothing calls', () => {
    const called = machines.flatMap(([, machine]) => allowed(machine, 'lambda:InvokeFunction'));
    const idle = lambdas.filter(
      ([name, { Properties }]) => !Properties.Events && !called.includes(`${name}.Arn`),
    );
    expect(idle.map(([name]) => name)).toEqual([]);
  });
});

await describeWithAwsLint('AWS', (lint) => {
  it('finds no fault in the template (cfn-lint)', async () => {
    await expect(lint('-c', 'from cfnlint.runner import main; main()', template)).resolves.toBe('');
  });

  it('takes the template for SAM (sam validate --lint)', async () => {
    await expect(lint('-m', 'samcli', 'validate', '--lint', '--template', template)).resolves.toContain(
      'valid SAM Template',
    );
  });
});
