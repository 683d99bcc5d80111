import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { describe, expect, test } from 'vitest';
import { isReadByPrograms } from './program-settings.ts';

const checkout = join(import.meta.dirname, '..', '..');
const folder = join(checkout, 'deploy', 'kubernetes');

interface Kustomization {
  resources: string[];
  configMapGenerator: { name: string; literals: string[] }[];
}

interface Container {
  args: string[];
  env: { name: string }[];
  envFrom: { configMapRef?: { name: string } }[];
  ports: { name: string; containerPort: number }[];
  resources: { requests: object; limits: object };
  securityContext: object;
  startupProbe: Probe;
  livenessProbe: Probe;
  readinessProbe?: Probe;
}

interface Probe {
  httpGet: { path: string; port: string };
}

type Labels = Record<string, string>;

interface Resource {
  kind: string;
  metadata: { name: string };
  spec: {
    replicas: number;
    minAvailable: number;
    selector: Labels & { matchLabels: Labels };
    ports: { targetPort: string }[];
    template: {
      metadata: { labels: Labels; annotations: Labels };
      spec: { securityContext: object; containers: [Container] };
    };
  };
}

const kustomization = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as Kustomization;
const resources = kustomization.resources.flatMap((file) =>
  parseAllDocuments(readFileSync(join(folder, file), 'utf8'), { merge: true }).map(
    (document) => document.toJS() as Resource,
  ),
);
const ofKind = (kind: string) => resources.filter((resource) => resource.kind === kind);
const deployments = ofKind('Deployment').map(({ metadata, spec }) => ({
  name: metadata.name,
  spec,
  container: spec.template.spec.containers[0],
}));

/** The deployment whose pods have these labels. */
function selected(labels: Labels) {
  return deployments.find(({ spec }) =>
    Object.entries(labels).every(([name, value]) => spec.template.metadata.labels[name] === value),
  );
}

test('the kustomization lists every file beside it', () => {
  const files = readdirSync(folder).filter((file) => file !== 'kustomization.yaml');
  expect(kustomization.resources.toSorted()).toEqual(files.toSorted());
});

describe.each(deployments)('$name', ({ name, spec, container }) => {
  const ports = new Map(container.ports.map((port) => [port.name, port.containerPort]));

  test('runs a program of ours, without rights it does not need', () => {
    expect(container.args.filter((file) => !existsSync(join(checkout, file)))).toEqual([]);
    expect(spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true });
    expect(container.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container.resources).toMatchObject({
      requests: { cpu: expect.any(String) as string, memory: expect.any(String) as string },
      limits: { memory: expect.any(String) as string },
    });
  });

  test('is probed and scraped where it listens', () => {
    const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe].filter(
      Boolean,
    );
    expect(probes.filter((probe) => !ports.has(probe?.httpGet.port ?? ''))).toEqual([]);
    const { annotations } = spec.template.metadata;
    expect(annotations).toMatchObject({ 'prometheus.io/scrape': 'true', 'prometheus.io/path': '/metrics' });
    expect([...ports.values()].map(String)).toContain(annotations['prometheus.io/port']);
  });

  test('is given only settings that the programs read', () => {
    const names = container.env.map((variable) => variable.name);
    const shared = kustomization.configMapGenerator
      .filter((map) => container.envFrom.some(({ configMapRef }) => configMapRef?.name === map.name))
      .flatMap(({ literals }) => literals.map((literal) => literal.split('=', 1)[0] as string));
    expect(shared.length).toBeGreaterThan(0);
    expect([...names, ...shared].filter((variable) => !isReadByPrograms(variable))).toEqual([]);
  });

  test('selects its own pods and keeps one while nodes are drained', () => {
    expect(selected(spec.selector.matchLabels)?.name).toBe(name);
    const budgets = ofKind('PodDisruptionBudget').filter(
      (budget) => selected(budget.spec.selector.matchLabels)?.name === name,
    );
    expect(budgets.map((budget) => budget.spec.minAvailable)).toEqual([1]);
    expect(spec.replicas).toBeGreaterThan(1);
  });
});

test('each service leads to a port of its pods', () => {
  const dangling = ofKind('Service').filter(({ spec }) => {
    const ports = selected(spec.selector)?.container.ports.map((port) => port.name) ?? [];
    return spec.ports.some(({ targetPort }) => !ports.includes(targetPort));
  });
  expect(ofKind('Service')).not.toEqual([]);
  expect(dangling).toEqual([]);
});
